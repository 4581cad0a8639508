-- One directory, SKU and day on which units were bought that nobody holds, where the
-- customer's rate bills them (rule 8).
with billed as (
    select
        r.period,
        r.customer_id,
        r.product_code,
        r.mask,
        r.first_price,
        r.first_cost,
    from billing.rates as r
    where r.unassigned = 'bill' and r.model = 'standard'
),
skus as (
    select
        b.period,
        b.customer_id,
        b.product_code,
        b.first_price,
        b.first_cost,
        k.directory_id,
        k.sku_id,
        a.period_start,
        a.days_in_period,
        b.mask
        & a.window_mask
        & day_mask(k.valid_from, k.valid_to, a.period_start, a.days_in_period)
        & day_mask(d.observed_from, d.observed_to, a.period_start, a.days_in_period) as mask,
    from billed as b
    inner join billing.asked as a on b.period = a.period and b.customer_id = a.customer_id
    inner join reference.directory_terms as d on b.customer_id = d.customer_id
    inner join history.sku_products as k
        on d.directory_id = k.directory_id and b.product_code = k.product_code
),
days as (
    select
        s.period,
        s.customer_id,
        s.product_code,
        s.first_price,
        s.first_cost,
        s.directory_id,
        s.sku_id,
        s.mask,
        s.period_start,
        unnest(range(0, s.days_in_period))::integer as day_index,
    from skus as s
    where s.mask <> 0
),
dated as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.first_price,
        d.first_cost,
        d.directory_id,
        d.sku_id,
        d.period_start + d.day_index as day,
    from days as d
    where (d.mask >> d.day_index) & 1 = 1
),
bought_days as (
    select distinct
        s.directory_id,
        s.snapshot_day,
    from snapshot.subscriptions as s
),
looked as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.first_price,
        d.first_cost,
        d.directory_id,
        d.sku_id,
        d.day,
        b.snapshot_day,
    from dated as d
    asof inner join bought_days as b
        on d.directory_id = b.directory_id and d.day >= b.snapshot_day
),
-- Holders by day, as a running sum of spans that begin less spans that end.
spans as (
    select
        a.directory_id,
        a.sku_id,
        a.valid_from,
        a.valid_to,
    from history.assignments as a
    semi join skus as s on a.directory_id = s.directory_id and a.sku_id = s.sku_id
),
events as (
    select
        s.directory_id,
        s.sku_id,
        s.valid_from as day,
        count(*) as change
    from spans as s
    group by s.directory_id, s.sku_id, s.valid_from
    union all
    select
        s.directory_id,
        s.sku_id,
        s.valid_to as day,
        -count(*) as change
    from spans as s
    where s.valid_to is not null
    group by s.directory_id, s.sku_id, s.valid_to
),
steps as (
    select
        e.directory_id,
        e.sku_id,
        e.day,
        sum(sum(e.change)) over (
            partition by e.directory_id, e.sku_id order by e.day
        ) as holders,
    from events as e
    group by e.directory_id, e.sku_id, e.day
),
counted as (
    select
        l.*,
        coalesce(b.purchased, 0) as purchased,
        coalesce(h.holders, 0) as holders,
    from looked as l
    left join snapshot.subscriptions as b
        on
            l.directory_id = b.directory_id
            and l.snapshot_day = b.snapshot_day
            and l.sku_id = b.sku_id
    asof left join steps as h
        on
            l.directory_id = h.directory_id
            and l.sku_id = h.sku_id
            and l.day >= h.day
)
select
    c.period,
    c.customer_id,
    c.product_code,
    c.directory_id,
    c.sku_id,
    c.day,
    c.first_price as price,
    c.first_cost,
    (c.purchased - c.holders)::bigint as units,
    c.purchased::bigint as purchased,
    c.holders::bigint as holders,
from counted as c
anti join history.empty_spans as e
    on c.directory_id = e.directory_id and c.day >= e.from_day and c.day < e.to_day
where c.purchased > c.holders
