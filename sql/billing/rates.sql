-- One rate in force for a customer on some days of a period: its own rows win over the list's,
-- only rows in its currency compete (rule 7).
with candidates as (
    select
        p.period,
        p.customer_id,
        r.rate_id,
        r.product_code,
        r.customer_id is not null as is_own,
        day_mask(r.valid_from, r.valid_to, p.period_start, p.days_in_period) as mask,
        r.model,
        r.proration,
        r.minimum_quantity,
        r.unassigned,
        r.first_price,
        r.first_cost,
    from billing.asked as p
    inner join reference.rates as r
        on p.currency = r.currency and p.customer_id = coalesce(r.customer_id, p.customer_id)
    where
        p.is_due
        and r.valid_from < p.period_end
        and coalesce(r.valid_to > p.period_start, true)
),
own as (
    select
        c.period,
        c.customer_id,
        c.product_code,
        bit_or(c.mask) as mask,
    from candidates as c
    where c.is_own
    group by c.period, c.customer_id, c.product_code
)
select
    c.period,
    c.customer_id,
    c.product_code,
    c.rate_id,
    case when c.is_own then c.mask else c.mask & ~coalesce(o.mask, 0) end as mask,
    c.model,
    c.proration,
    c.minimum_quantity,
    c.unassigned,
    c.first_price,
    c.first_cost,
from candidates as c
left join own as o
    on
        c.period = o.period
        and c.customer_id = o.customer_id
        and c.product_code = o.product_code
where c.is_own or c.mask & ~coalesce(o.mask, 0) <> 0
