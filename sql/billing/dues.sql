-- One amount due, exact, by each of the persons whose days are those of the mask, or by one line:
-- customer, period, product, kind, days or person, and unit price (rules 7, 8).
-- `parts` counts in parts of which 30 * days_in_period * 10^10 make one unit of currency. What is
-- given away, at a price of zero, is here too: it still costs. Adjustments are what they say.
with patterns as (
    select
        n.period,
        n.customer_id,
        n.product_code,
        'person' as kind,
        n.mask,
        n.persons,
    from billing.patterns as n
    union all
    select
        d.period,
        d.customer_id,
        d.product_code,
        'flat' as kind,
        d.priced_mask & a.charging_mask as mask,
        1 as persons,
    from billing.priced_days as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    inner join reference.products as o on d.product_code = o.product_code
    where o.kind = 'flat' and d.priced_mask & a.charging_mask <> 0
),
-- The first day's rate decides which proration the whole period has.
begun as (
    select
        p.period,
        p.customer_id,
        p.product_code,
        p.kind,
        p.mask,
        p.persons,
        a.days_in_period,
        end_index(a.window_mask) as window_end,
        r.proration,
        r.first_price,
        r.first_cost,
    from patterns as p
    inner join billing.asked as a on p.period = a.period and p.customer_id = a.customer_id
    inner join billing.rates as r
        on
            p.period = r.period
            and p.customer_id = r.customer_id
            and p.product_code = r.product_code
            and first_bit(p.mask) & r.mask <> 0
),
rated as (
    select
        b.period,
        b.customer_id,
        b.product_code,
        b.kind,
        b.mask,
        b.persons,
        r.first_price as price,
        b.proration,
        sum(bit_count(b.mask & r.mask))::bigint as days,
        known_cost(bit_count(b.mask & r.mask), r.first_cost) as cost_days,
        min(first_index(b.mask & r.mask)) as from_index,
        max(end_index(b.mask & r.mask)) as to_index,
        b.days_in_period,
    from begun as b
    inner join billing.rates as r
        on
            b.period = r.period
            and b.customer_id = r.customer_id
            and b.product_code = r.product_code
            and b.mask & r.mask <> 0
    -- Where there are tiers, each day is priced by itself (see unit_dues).
    anti join (
        select * from billing.rates
        where model <> 'standard'
    ) as t
        on
            b.period = t.period
            and b.customer_id = t.customer_id
            and b.product_code = t.product_code
    where b.proration = 'actual_days'
    group by
        b.period,
        b.customer_id,
        b.product_code,
        b.kind,
        b.mask,
        b.persons,
        r.first_price,
        b.proration,
        b.days_in_period
    union all
    select
        b.period,
        b.customer_id,
        b.product_code,
        b.kind,
        b.mask,
        b.persons,
        b.first_price as price,
        b.proration,
        case
            when b.proration = 'until_period_end' then b.window_end - first_index(b.mask)
            else bit_count(b.mask)
        end::bigint as days,
        case
            when b.proration = 'until_period_end' then b.window_end - first_index(b.mask)
            else bit_count(b.mask)
        end * b.first_cost as cost_days,
        first_index(b.mask) as from_index,
        case
            when b.proration = 'until_period_end' then b.window_end
            else end_index(b.mask)
        end as to_index,
        b.days_in_period,
    from begun as b
    where b.proration <> 'actual_days'
),
due as (
    select
        r.*,
        prorated_parts(r.proration, r.price, r.days, r.days_in_period)::hugeint as parts,
    from rated as r
    where r.days > 0
)
select
    d.period,
    d.customer_id,
    d.product_code,
    d.kind,
    case when d.kind = 'person' then d.mask end as mask,
    d.persons,
    null::integer as place,
    null::varchar as adjustment_id,
    d.price,
    d.proration,
    d.days,
    d.from_index,
    d.to_index,
    d.days_in_period,
    d.parts,
    d.cost_days,
    null::varchar as description,
from due as d
union all
select
    u.period,
    u.customer_id,
    u.product_code,
    u.kind,
    null::bigint as mask,
    1 as persons,
    u.place,
    null::varchar as adjustment_id,
    u.price,
    u.proration,
    u.days,
    u.from_index,
    u.to_index,
    u.days_in_period,
    u.parts,
    u.cost_days,
    null::varchar as description,
from billing.unit_dues as u
union all
select
    a.period,
    a.customer_id,
    j.product_code,
    'adjustment' as kind,
    null::bigint as mask,
    1 as persons,
    null::integer as place,
    j.adjustment_id,
    null::hugeint as price,
    null::varchar as proration,
    null::bigint as days,
    (j.day - a.period_start)::integer as from_index,
    (j.day - a.period_start)::integer + 1 as to_index,
    a.days_in_period,
    (j.amount::decimal(18, 3) * 1000)::hugeint * (parts_per_unit(a.days_in_period) // 1000)
        as parts,
    null::hugeint as cost_days,
    j.description,
from reference.adjustments as j
inner join billing.asked as a on j.customer_id = a.customer_id
where
    a.is_due
    and j.amount <> 0
    and day_mask(j.day, j.day + 1, a.period_start, a.days_in_period) & a.window_mask <> 0
