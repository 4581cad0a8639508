-- One line of a draft: a charge of a customer's period, called by its name.
select
    c.period,
    c.customer_id,
    d.document_id,
    c.line_no,
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
    c.display_name,
    c.user_principal_name,
    c.department,
    c.product_code,
    p.product_name,
    c.from_day,
    c.to_day,
    c.days,
    case when c.kind = 'adjustment' then null else c.days_in_period end as days_in_period,
    c.unit_price,
    c.proration,
    p.tax_category,
    p.tax_rate,
    case when d.is_turned then -c.amount_minor else c.amount_minor end as amount_minor,
    d.is_turned,
    c.exact_numerator,
    c.exact_denominator,
    case
        when c.kind = 'adjustment' then c.description
        when c.proration = 'full_period' then 'one whole price for any day'
        when c.proration = 'fixed_30' then 'by thirtieths of a price'
        when c.proration = 'until_period_end' then 'charged to the end of the period'
        else ''
    end as note,
from billing.charges as c
inner join billing.drafted as d on c.period = d.period and c.customer_id = d.customer_id
inner join billing.line_products as p
    on
        c.period = p.period
        and c.customer_id = p.customer_id
        and c.product_code is not distinct from p.product_code
