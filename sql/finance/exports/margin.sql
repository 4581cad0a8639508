-- One customer and product of the period: what it brought, what it cost, and what is left.
select
    m.customer_id,
    c.name,
    m.product_code,
    p.name as product_name,
    m.currency,
    m.days,
    m.uncosted_days,
    m.revenue,
    m.cost,
    m.margin,
    m.margin_percent,
    m.cost_source,
from finance.margin as m
left join finance.customers as c on m.customer_id = c.customer_id
left join finance.products as p on m.product_code = p.product_code
where m.period = $period
order by m.customer_id, m.product_code, m.currency
