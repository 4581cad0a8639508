-- One person on one billable day of a product whose price or minimum is decided day by day:
-- its turn in order of arrival, and how many persons there are (rule 8).
with products as (
    select distinct
        k.bill_no,
        r.period,
        r.customer_id,
        r.product_code,
        k.days_in_period,
    from billing.rates as r
    inner join billing.asked as k on r.period = k.period and r.customer_id = k.customer_id
    where r.model <> 'standard' or r.minimum_quantity > 0
),
days as (
    select
        p.period,
        p.customer_id,
        p.product_code,
        d.place,
        d.mask,
        unnest(range(0, p.days_in_period)) as day_index,
    from billing.person_days as d
    inner join products as p on d.bill_no = p.bill_no and d.product_code = p.product_code
),
held as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.place,
        a.person_id,
        d.day_index,
        run_start(d.mask, d.day_index::integer) as arrived_index,
    from days as d
    inner join billing.accounts as a on d.place = a.place
    where (d.mask >> d.day_index::integer) & 1 = 1
)
select
    h.period,
    h.customer_id,
    h.product_code,
    h.place,
    h.day_index::integer as day_index,
    row_number() over (
        partition by h.period, h.customer_id, h.product_code, h.day_index
        order by h.arrived_index, h.person_id
    ) as turn,
    count(*) over (
        partition by h.period, h.customer_id, h.product_code, h.day_index
    ) as persons,
from held as h
