-- One tier of a rate: the places from tier_from to before tier_to cost its price.
select
    r.rate_id,
    b.tier_from,
    lead(b.tier_from) over (partition by r.rate_id order by b.tier_from) as tier_to,
    price_parts(b.unit_price, b.discount_percent) as price,
    price_parts(b.unit_cost, 0) as tier_cost,
    b.line,
from reference.price_book as b
inner join reference.rates as r
    on
        b.customer_id is not distinct from r.customer_id
        and b.product_code = r.product_code
        and b.valid_from = r.valid_from
        and b.valid_to is not distinct from r.valid_to
        and b.currency = r.currency
        and b.model = r.model
        and b.proration = r.proration
        and coalesce(b.minimum_quantity, 0) = r.minimum_quantity
        and b.unassigned = r.unassigned
        and b.discount_percent = r.discount_percent
