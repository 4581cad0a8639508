-- One product that a customer is charged for in a period, as it is called and taxed on a line;
-- null stands for no product, as an adjustment may have it.
with charged as (
    select distinct
        c.period,
        c.customer_id,
        c.product_code,
    from billing.amounts as c
    semi join billing.asked as a on c.period = a.period and c.customer_id = a.customer_id
)
select
    c.period,
    c.customer_id,
    c.product_code,
    coalesce(o.name, 'Adjustment') as product_name,
    coalesce(o.tax_category, t.tax_category) as tax_category,
    case
        when coalesce(o.tax_category, t.tax_category) = 'S' then coalesce(o.tax_rate, t.tax_rate)
        else 0
    end::decimal(9, 2) as tax_rate,
from charged as c
inner join reference.terms as t on c.customer_id = t.customer_id
left join reference.products as o on c.product_code = o.product_code
