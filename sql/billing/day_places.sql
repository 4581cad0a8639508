-- One person on one billable day of a product whose price or minimum is decided day by day:
-- its place in order of arrival, and how many persons there are (rule 8).
with products as (
    select distinct
        r.period,
        r.customer_id,
        r.product_code,
    from billing.rates as r
    where r.model <> 'standard' or r.minimum_quantity > 0
),
days as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.person_id,
        d.mask,
        unnest(range(0, k.days_in_period)) as day_index,
    from billing.person_days as d
    inner join products as p
        on
            d.period = p.period
            and d.customer_id = p.customer_id
            and d.product_code = p.product_code
    inner join billing.asked as k on d.period = k.period and d.customer_id = k.customer_id
),
held as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.person_id,
        d.day_index,
        run_start(d.mask, d.day_index::integer) as arrived_index,
    from days as d
    where (d.mask >> d.day_index::integer) & 1 = 1
)
select
    h.period,
    h.customer_id,
    h.product_code,
    h.person_id,
    h.day_index::integer as day_index,
    row_number() over (
        partition by h.period, h.customer_id, h.product_code, h.day_index
        order by h.arrived_index, h.person_id
    ) as place,
    count(*) over (
        partition by h.period, h.customer_id, h.product_code, h.day_index
    ) as persons,
from held as h
