-- One unbroken span of days on which a person is billed for a product.
with starts as (
    select
        d.period,
        d.customer_id,
        d.person_id,
        d.product_code,
        d.mask,
        first_index(d.mask) as start_index,
        d.mask & (d.mask + first_bit(d.mask)) = 0 as is_unbroken,
    from billing.person_days as d
    where d.mask <> 0
),
broken as (
    select
        s.period,
        s.customer_id,
        s.person_id,
        s.product_code,
        s.mask,
        unnest(range(0, 31))::integer as start_index,
    from starts as s
    where not s.is_unbroken
),
spans as (
    select
        s.period,
        s.customer_id,
        s.person_id,
        s.product_code,
        s.mask,
        s.start_index,
    from starts as s
    where s.is_unbroken
    union all
    select
        b.period,
        b.customer_id,
        b.person_id,
        b.product_code,
        b.mask,
        b.start_index,
    from broken as b
    where (run_starts(b.mask) >> b.start_index) & 1 = 1
)
select
    s.period,
    s.customer_id,
    a.period_start,
    a.period_end,
    s.person_id,
    s.product_code,
    a.period_start + s.start_index as from_day,
    a.period_start + s.start_index + run_length(s.mask, s.start_index) as to_day,
    run_length(s.mask, s.start_index) as days,
from spans as s
inner join billing.periods as a on s.period = a.period and s.customer_id = a.customer_id
