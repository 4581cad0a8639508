-- One amount due, in parts as dues, that is not a person's days at one price: of each place of a
-- tier, of the units that fill a minimum, of units that nobody has, and of units counted
-- (rules 7, 8).
-- First, days that are priced each by itself: those of products with tiers, where the first day's
-- rate goes by actual days.
with placed as (
    select
        n.period,
        n.customer_id,
        n.product_code,
        n.mask,
        a.days_in_period,
    from billing.patterns as n
    inner join billing.asked as a on n.period = a.period and n.customer_id = a.customer_id
    inner join billing.rates as r
        on
            n.period = r.period
            and n.customer_id = r.customer_id
            and n.product_code = r.product_code
            and first_bit(n.mask) & r.mask <> 0
    semi join (
        select * from billing.rates
        where model <> 'standard'
    ) as t
        on
            n.period = t.period
            and n.customer_id = t.customer_id
            and n.product_code = t.product_code
    where r.proration = 'actual_days'
),
-- What decides the tier: a person's turn, or how many units there are on the day, of which a
-- minimum fills up some in the charging window.
ranked as (
    select
        p.period,
        p.customer_id,
        p.product_code,
        p.place,
        p.day_index,
        b.days_in_period,
        r.rate_id,
        case r.model
            when 'standard' then 1
            when 'graduated' then p.turn
            else greatest(
                p.persons,
                r.minimum_quantity * ((k.charging_mask >> p.day_index) & 1)
            )
        end as rank,
    from billing.person_days as d
    inner join billing.day_places as p on d.place = p.place and d.product_code = p.product_code
    inner join billing.asked as k
        on d.bill_no = k.bill_no and p.period = k.period and p.customer_id = k.customer_id
    inner join placed as b
        on
            p.period = b.period
            and p.customer_id = b.customer_id
            and p.product_code = b.product_code
            and d.mask = b.mask
    inner join billing.rates as r
        on
            p.period = r.period
            and p.customer_id = r.customer_id
            and p.product_code = r.product_code
            and (r.mask >> p.day_index) & 1 = 1
),
by_place as (
    select
        r.period,
        r.customer_id,
        r.product_code,
        'person' as kind,
        r.place,
        t.price,
        'actual_days' as proration,
        count(*)::bigint as days,
        known_cost(1, t.tier_cost) as cost_days,
        min(r.day_index) as from_index,
        max(r.day_index) + 1 as to_index,
        r.days_in_period,
    from ranked as r
    inner join reference.tiers as t
        on
            r.rate_id = t.rate_id
            and r.rank >= t.tier_from
            and r.rank < coalesce(t.tier_to, 1000000000)
    group by r.period, r.customer_id, r.product_code, r.place, t.price, r.days_in_period
),
minimum_days as (
    select
        r.period,
        r.customer_id,
        r.product_code,
        r.rate_id,
        r.model,
        r.minimum_quantity,
        r.mask & a.charging_mask as mask,
        a.days_in_period,
        unnest(range(0, a.days_in_period))::integer as day_index,
    from billing.rates as r
    inner join billing.asked as a on r.period = a.period and r.customer_id = a.customer_id
    where r.minimum_quantity > 0
),
head_counts as (
    select
        p.period,
        p.customer_id,
        p.product_code,
        p.day_index,
        max(p.persons) as persons,
    from billing.day_places as p
    group by p.period, p.customer_id, p.product_code, p.day_index
),
unnamed as (
    select
        m.period,
        m.customer_id,
        m.product_code,
        m.rate_id,
        m.model,
        m.minimum_quantity,
        m.day_index,
        m.days_in_period,
        coalesce(c.persons, 0) as persons,
    from minimum_days as m
    left join head_counts as c
        on
            m.period = c.period
            and m.customer_id = c.customer_id
            and m.product_code = c.product_code
            and m.day_index = c.day_index
    where (m.mask >> m.day_index) & 1 = 1 and m.minimum_quantity > coalesce(c.persons, 0)
),
unnamed_tiers as (
    select
        u.period,
        u.customer_id,
        u.product_code,
        u.day_index,
        u.days_in_period,
        t.price,
        t.tier_cost,
        -- A graduated minimum spreads over the tiers its places fall in; another takes one.
        case
            when u.model = 'graduated'
                then greatest(
                    0,
                    least(u.minimum_quantity + 1, coalesce(t.tier_to, 1000000000))
                    - greatest(u.persons + 1, t.tier_from)
                )
            else u.minimum_quantity - u.persons
        end as units,
    from unnamed as u
    inner join reference.tiers as t
        on
            u.rate_id = t.rate_id
            and (
                u.model = 'graduated'
                or u.minimum_quantity >= t.tier_from
                and u.minimum_quantity < coalesce(t.tier_to, 1000000000)
            )
),
by_minimum as (
    select
        u.period,
        u.customer_id,
        u.product_code,
        'minimum' as kind,
        null::integer as place,
        u.price,
        'actual_days' as proration,
        sum(u.units)::bigint as days,
        known_cost(u.units, u.tier_cost) as cost_days,
        min(u.day_index) as from_index,
        max(u.day_index) + 1 as to_index,
        u.days_in_period,
    from unnamed_tiers as u
    group by u.period, u.customer_id, u.product_code, u.price, u.days_in_period
),
by_unassigned as (
    select
        u.period,
        u.customer_id,
        u.product_code,
        'unassigned' as kind,
        null::integer as place,
        u.price,
        'actual_days' as proration,
        sum(u.units)::bigint as days,
        known_cost(u.units, u.first_cost) as cost_days,
        min(u.day - a.period_start)::integer as from_index,
        max(u.day - a.period_start)::integer + 1 as to_index,
        a.days_in_period,
    from billing.unassigned_days as u
    inner join billing.asked as a on u.period = a.period and u.customer_id = a.customer_id
    group by u.period, u.customer_id, u.product_code, u.price, a.days_in_period
),
by_count as (
    select
        r.period,
        r.customer_id,
        r.product_code,
        'counted' as kind,
        null::integer as place,
        r.first_price as price,
        'actual_days' as proration,
        sum(
            q.quantity * bit_count(
                r.mask
                & a.charging_mask
                & day_mask(q.valid_from, q.valid_to, a.period_start, a.days_in_period)
            )
        )::bigint as days,
        known_cost(
            q.quantity * bit_count(
                r.mask
                & a.charging_mask
                & day_mask(q.valid_from, q.valid_to, a.period_start, a.days_in_period)
            ),
            r.first_cost
        ) as cost_days,
        first_index(bit_or(
            r.mask
            & a.charging_mask
            & day_mask(q.valid_from, q.valid_to, a.period_start, a.days_in_period)
        )) as from_index,
        end_index(bit_or(
            r.mask
            & a.charging_mask
            & day_mask(q.valid_from, q.valid_to, a.period_start, a.days_in_period)
        )) as to_index,
        a.days_in_period,
    from reference.quantities as q
    inner join billing.asked as a on q.customer_id = a.customer_id
    inner join billing.rates as r
        on
            a.period = r.period
            and a.customer_id = r.customer_id
            and q.product_code = r.product_code
    group by r.period, r.customer_id, r.product_code, r.first_price, a.days_in_period
),
others as (
    from by_place
    union all by name
    from by_minimum
    union all by name
    from by_unassigned
    union all by name
    from by_count
)
select
    o.period,
    o.customer_id,
    o.product_code,
    o.kind,
    o.place,
    o.price,
    o.proration,
    o.days,
    o.from_index,
    o.to_index,
    o.days_in_period,
    prorated_parts(o.proration, o.price, o.days, o.days_in_period)::hugeint as parts,
    o.cost_days,
from others as o
where o.days > 0
