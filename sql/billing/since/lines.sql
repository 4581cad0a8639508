-- One line key of a customer's period, summed over its draft or over all that was issued for it.
with lined as (
    select
        l.period,
        l.customer_id,
        l.line_key,
        l.period as line_period,
        l.kind,
        l.person_id,
        l.display_name,
        l.product_code,
        l.product_name,
        l.from_day,
        l.to_day,
        l.days,
        l.unit_price,
        l.proration,
        l.tax_category,
        l.tax_rate,
        case when l.is_turned then -l.amount_minor else l.amount_minor end as amount_minor,
    from billing.draft_lines as l
    semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
    union all by name
    select
        l.period,
        l.customer_id,
        l.line_key,
        l.line_period,
        l.kind,
        l.person_id,
        l.display_name,
        l.product_code,
        l.product_name,
        l.from_day,
        l.to_day,
        case when l.is_turned then -l.days else l.days end as days,
        l.unit_price,
        l.proration,
        l.tax_category,
        l.tax_rate,
        l.delta_minor as amount_minor,
    from billing.correction_lines as l
    semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
    union all by name
    select
        case
            when list_contains($periods::varchar[], d.period) then d.period
            else l.line_period
        end as period,
        l.customer_id,
        l.line_key,
        l.line_period,
        l.kind,
        l.person_id,
        l.display_name,
        l.product_code,
        l.product_name,
        l.from_day,
        l.to_day,
        case when l.amount_minor = -l.delta_minor then -l.days else l.days end as days,
        l.unit_price,
        l.proration,
        l.tax_category,
        l.tax_rate,
        l.delta_minor as amount_minor,
    from ledger.lines as l
    inner join ledger.documents as d on l.document_id = d.document_id
    where
        (
            list_contains($periods::varchar[], d.period)
            or list_contains($periods::varchar[], l.line_period)
        )
        and ($customer_id is null or l.customer_id = $customer_id)
)
select
    l.period,
    l.customer_id,
    l.line_key,
    any_value(l.line_period) as line_period,
    any_value(l.kind) as kind,
    any_value(l.person_id) as person_id,
    any_value(l.display_name) as display_name,
    any_value(l.product_code) as product_code,
    any_value(l.product_name) as product_name,
    min(l.from_day) as from_day,
    max(l.to_day) as to_day,
    sum(l.days)::bigint as days,
    any_value(l.unit_price) as unit_price,
    any_value(l.proration) as proration,
    any_value(l.tax_category) as tax_category,
    any_value(l.tax_rate) as tax_rate,
    sum(l.amount_minor)::bigint as amount_minor,
from lined as l
group by l.period, l.customer_id, l.line_key
order by
    l.period,
    l.customer_id,
    product_code,
    kind,
    display_name,
    person_id,
    unit_price,
    l.line_key
