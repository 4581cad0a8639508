-- One customer, period and product with the days on which it has a price, and those on which
-- only rows in another currency are in force.
with candidates as (
    select
        p.period,
        p.customer_id,
        r.product_code,
        r.customer_id is not null as is_own,
        p.currency = r.currency as is_in_currency,
        day_mask(r.valid_from, r.valid_to, p.period_start, p.days_in_period) as mask,
    from billing.asked as p
    inner join reference.rates as r on p.customer_id = coalesce(r.customer_id, p.customer_id)
    where
        p.is_due
        and r.valid_from < p.period_end
        and coalesce(r.valid_to > p.period_start, true)
),
summed as (
    select
        c.period,
        c.customer_id,
        c.product_code,
        coalesce(bit_or(c.mask) filter (where c.is_in_currency), 0) as priced_mask,
        coalesce(bit_or(c.mask) filter (where c.is_own and c.is_in_currency), 0) as own_mask,
        coalesce(bit_or(c.mask) filter (where c.is_own and not c.is_in_currency), 0)
            as own_foreign_mask,
        coalesce(bit_or(c.mask) filter (where not c.is_in_currency), 0) as foreign_mask,
    from candidates as c
    group by c.period, c.customer_id, c.product_code
)
select
    s.period,
    s.customer_id,
    s.product_code,
    s.priced_mask,
    s.own_foreign_mask & ~s.own_mask as own_foreign_mask,
    s.foreign_mask & ~s.priced_mask as foreign_mask,
from summed as s
