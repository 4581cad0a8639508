-- One line of a draft: a charge of a customer whose period nothing blocks, called by its name.
-- A document below zero is a credit note, with the signs turned.
with billed as (
    select
        row_number() over () as document_number,
        c.period,
        c.customer_id,
        key26(sha256(json_array(c.customer_id, c.period, 'draft')::varchar)) as document_id,
        sum(c.amount_minor) < 0 as is_turned,
    from billing.charges as c
    semi join (
        select * from billing.asked
        where not is_settled
    ) as a
        on c.period = a.period and c.customer_id = a.customer_id
    anti join (
        select * from billing.blockers
        where not is_warning
    ) as b
        on c.period = b.period and c.customer_id = b.customer_id
    group by c.period, c.customer_id
    having bool_or(c.amount_minor <> 0)
),
-- Wide rows are dear to sort: the order is found from what it needs alone.
ordered as (
    select
        c.rowid as charge_id,
        n.rowid as name_id,
        row_number() over (
            partition by b.document_number
            order by
                coalesce(o.line, 1000000000),
                list_position(
                    ['person', 'minimum', 'unassigned', 'flat', 'counted', 'adjustment'], c.kind
                ),
                n.display_name asc,
                c.person_id asc,
                c.unit_price desc
        )::integer as line_no,
    from billing.charges as c
    inner join billed as b on c.period = b.period and c.customer_id = b.customer_id
    left join reference.products as o on c.product_code = o.product_code
    left join billing.line_names as n
        on
            c.period = n.period
            and c.customer_id = n.customer_id
            and case when c.kind = 'person' then c.person_id end = n.person_id
)
select
    c.period,
    c.customer_id,
    b.document_id,
    r.line_no,
    key26(sha256(json_object(
        'customer_id', c.customer_id,
        'kind', c.kind,
        'period', c.period,
        'person_id', c.person_id,
        'product_code', c.product_code,
        'unit_price', c.unit_price::varchar
    )::varchar)) as line_key,
    c.kind,
    c.period_start,
    c.period_end,
    c.person_id,
    n.display_name,
    n.user_principal_name,
    n.department,
    c.product_code,
    coalesce(o.name, 'Adjustment') as product_name,
    c.from_day,
    c.to_day,
    c.days,
    case when c.kind = 'adjustment' then null else c.days_in_period end as days_in_period,
    c.unit_price,
    c.proration,
    coalesce(o.tax_category, t.tax_category) as tax_category,
    case
        when coalesce(o.tax_category, t.tax_category) = 'S' then coalesce(o.tax_rate, t.tax_rate)
        else 0
    end::decimal(9, 2) as tax_rate,
    (case when b.is_turned then -c.amount_minor else c.amount_minor end)::bigint as amount_minor,
    b.is_turned,
    case
        when c.kind = 'adjustment' then j.description
        when c.proration = 'full_period' then 'one whole price for any day'
        when c.proration = 'fixed_30' then 'by thirtieths of a price'
        when c.proration = 'until_period_end' then 'charged to the end of the period'
        else ''
    end as note,
from billing.charges as c
inner join billed as b on c.period = b.period and c.customer_id = b.customer_id
inner join ordered as r on c.rowid = r.charge_id
inner join reference.terms as t on c.customer_id = t.customer_id
left join reference.products as o on c.product_code = o.product_code
left join billing.line_names as n on r.name_id = n.rowid
left join reference.adjustments as j
    on case when c.kind = 'adjustment' then c.person_id end = j.adjustment_id
