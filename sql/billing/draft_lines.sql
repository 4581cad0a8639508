-- One line of a draft: a charge of a customer whose period nothing blocks, called by its name.
-- A document below zero is a credit note, with the signs turned.
with billed as (
    select
        c.period,
        c.customer_id,
        key26(sha256(json_array(c.customer_id, c.period, 'draft')::varchar)) as document_id,
        sum(c.amount_minor) < 0 as is_turned,
    from billing.charges as c
    semi join billing.asked as a on c.period = a.period and c.customer_id = a.customer_id
    anti join (
        select * from billing.blockers
        where not is_warning
    ) as b
        on c.period = b.period and c.customer_id = b.customer_id
    group by c.period, c.customer_id
    having bool_or(c.amount_minor <> 0)
),
keyed as (
    select
        c.*,
        b.document_id,
        b.is_turned,
        key26(sha256(json_object(
            'customer_id', c.customer_id,
            'kind', c.kind,
            'period', c.period,
            'person_id', c.person_id,
            'product_code', c.product_code,
            'unit_price', c.unit_price::varchar
        )::varchar)) as line_key,
    from billing.charges as c
    inner join billed as b on c.period = b.period and c.customer_id = b.customer_id
)
select
    k.period,
    k.customer_id,
    k.document_id,
    row_number() over (
        partition by k.period, k.customer_id
        order by
            coalesce(o.line, 1000000000),
            list_position(
                ['person', 'minimum', 'unassigned', 'flat', 'counted', 'adjustment'], k.kind
            ),
            n.display_name asc,
            k.person_id asc,
            k.unit_price desc
    )::integer as line_no,
    k.line_key,
    k.kind,
    k.period_start,
    k.period_end,
    k.person_id,
    n.display_name,
    n.user_principal_name,
    n.department,
    k.product_code,
    coalesce(o.name, 'Adjustment') as product_name,
    k.from_day,
    k.to_day,
    k.days,
    case when k.kind = 'adjustment' then null else k.days_in_period end as days_in_period,
    k.unit_price,
    k.proration,
    coalesce(o.tax_category, t.tax_category) as tax_category,
    case
        when coalesce(o.tax_category, t.tax_category) = 'S' then coalesce(o.tax_rate, t.tax_rate)
        else 0
    end::decimal(9, 2) as tax_rate,
    (case when k.is_turned then -k.amount_minor else k.amount_minor end)::bigint as amount_minor,
    k.is_turned,
    case
        when k.kind = 'adjustment' then j.description
        when k.proration = 'full_period' then 'one whole price for any day'
        when k.proration = 'fixed_30' then 'by thirtieths of a price'
        when k.proration = 'until_period_end' then 'charged to the end of the period'
        else ''
    end as note,
from keyed as k
inner join reference.terms as t on k.customer_id = t.customer_id
left join reference.products as o on k.product_code = o.product_code
left join billing.line_names as n
    on
        k.period = n.period
        and k.customer_id = n.customer_id
        and case when k.kind = 'person' then k.person_id end = n.person_id
left join reference.adjustments as j
    on case when k.kind = 'adjustment' then k.person_id end = j.adjustment_id
