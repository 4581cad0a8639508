-- One row set of the price book: rows alike in all but tier, price and cost.
select
    min(b.line) as rate_id,
    b.customer_id,
    b.product_code,
    b.valid_from,
    b.valid_to,
    b.currency,
    b.model,
    b.proration,
    coalesce(b.minimum_quantity, 0) as minimum_quantity,
    b.unassigned,
    b.discount_percent,
    min_by(price_parts(b.unit_price, b.discount_percent), b.tier_from) as first_price,
    arg_min_null(price_parts(b.unit_cost, 0), b.tier_from) as first_cost,
from reference.price_book as b
group by
    b.customer_id,
    b.product_code,
    b.valid_from,
    b.valid_to,
    b.currency,
    b.model,
    b.proration,
    coalesce(b.minimum_quantity, 0),
    b.unassigned,
    b.discount_percent
