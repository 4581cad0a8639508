-- One product that a customer is charged for in a period, as it is called and taxed on a line, and
-- what its lines come to; null stands for no product, as an adjustment may have it.
with charged as (
    select
        m.bill_no,
        m.product_code,
        sum(m.lines)::integer as lines,
        -- Every unit that is missing is handed to a line.
        (sum(m.amount_minor * m.lines) + max(m.missing))::bigint as net_minor,
        bool_and(m.amount_minor = 0 and m.missing = 0) as is_zero,
    from billing.amounts as m
    semi join billing.asked as a on m.bill_no = a.bill_no
    group by m.bill_no, m.product_code
)
select
    a.period,
    a.customer_id,
    c.product_code,
    coalesce(o.name, 'Adjustment') as product_name,
    coalesce(o.tax_category, t.tax_category) as tax_category,
    case
        when coalesce(o.tax_category, t.tax_category) = 'S' then coalesce(o.tax_rate, t.tax_rate)
        else 0
    end::decimal(9, 2) as tax_rate,
    c.lines,
    c.net_minor,
    c.is_zero,
from charged as c
inner join billing.asked as a on c.bill_no = a.bill_no
inner join reference.terms as t on a.customer_id = t.customer_id
left join reference.products as o on c.product_code = o.product_code
