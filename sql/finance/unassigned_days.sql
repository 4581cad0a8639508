-- One unbroken span of days on which as many units of a SKU were bought that nobody holds.
with placed as (
    select
        u.period,
        u.customer_id,
        u.product_code,
        u.directory_id,
        u.sku_id,
        u.day,
        u.price,
        u.units,
        u.purchased,
        u.holders,
        u.day - row_number() over (
            partition by
                u.period,
                u.customer_id,
                u.product_code,
                u.directory_id,
                u.sku_id,
                u.price,
                u.purchased,
                u.holders
            order by u.day
        )::integer as island,
    from billing.unassigned_days as u
)
select
    p.customer_id,
    p.product_code,
    p.directory_id,
    p.sku_id,
    min(p.day) as from_day,
    max(p.day) + 1 as to_day,
    count(*)::integer as days,
    p.purchased,
    p.holders,
    p.units,
    price(p.price) as unit_price,
    p.period,
from placed as p
group by
    p.customer_id,
    p.product_code,
    p.directory_id,
    p.sku_id,
    p.purchased,
    p.holders,
    p.units,
    p.price,
    p.period,
    p.island
