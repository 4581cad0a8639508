-- One amount due, exact: customer, period, product, kind, person and unit price (rules 7, 8).
-- `parts` counts in parts of which 30 * days_in_period * 10^10 make one unit of currency.
with first_rates as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.person_id,
        d.mask,
        a.days_in_period,
        end_index(a.window_mask) as window_end,
        r.proration,
        r.first_price,
    from billing.person_days as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    inner join billing.rates as r
        on
            d.period = r.period
            and d.customer_id = r.customer_id
            and d.product_code = r.product_code
            and first_bit(d.mask) & r.mask <> 0
    where d.mask <> 0
),
by_day as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        'person' as kind,
        f.person_id,
        r.first_price as price,
        f.proration,
        bit_count(f.mask & r.mask)::bigint as days,
        first_index(f.mask & r.mask) as from_index,
        end_index(f.mask & r.mask) as to_index,
        f.days_in_period,
    from first_rates as f
    inner join billing.rates as r
        on
            f.period = r.period
            and f.customer_id = r.customer_id
            and f.product_code = r.product_code
            and f.mask & r.mask <> 0
    where f.proration = 'actual_days' and r.model = 'standard'
),
by_period as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        'person' as kind,
        f.person_id,
        f.first_price as price,
        f.proration,
        case
            when f.proration = 'until_period_end' then f.window_end - first_index(f.mask)
            else bit_count(f.mask)
        end::bigint as days,
        first_index(f.mask) as from_index,
        case
            when f.proration = 'until_period_end' then f.window_end
            else end_index(f.mask)
        end as to_index,
        f.days_in_period,
    from first_rates as f
    where f.proration <> 'actual_days'
),
by_place as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        'person' as kind,
        f.person_id,
        t.price,
        f.proration,
        count(*)::bigint as days,
        min(p.day_index) as from_index,
        max(p.day_index) + 1 as to_index,
        f.days_in_period,
    from first_rates as f
    inner join billing.day_places as p
        on
            f.period = p.period
            and f.customer_id = p.customer_id
            and f.product_code = p.product_code
            and f.person_id = p.person_id
    inner join billing.rates as r
        on
            f.period = r.period
            and f.customer_id = r.customer_id
            and f.product_code = r.product_code
            and (r.mask >> p.day_index) & 1 = 1
    inner join reference.tiers as t
        on
            r.rate_id = t.rate_id
            and case
                when r.model = 'graduated' then p.place
                else greatest(p.persons, r.minimum_quantity)
            end >= t.tier_from
            and case
                when r.model = 'graduated' then p.place
                else greatest(p.persons, r.minimum_quantity)
            end < coalesce(t.tier_to, 1000000000)
    where f.proration = 'actual_days' and r.model <> 'standard'
    group by
        f.period,
        f.customer_id,
        f.product_code,
        f.person_id,
        t.price,
        f.proration,
        f.days_in_period
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
by_minimum as (
    select
        u.period,
        u.customer_id,
        u.product_code,
        'minimum' as kind,
        null::varchar as person_id,
        t.price,
        'actual_days' as proration,
        -- A graduated minimum spreads over the tiers its places fall in; another takes one.
        sum(
            case
                when u.model = 'graduated'
                    then greatest(
                        0,
                        least(u.minimum_quantity + 1, coalesce(t.tier_to, 1000000000))
                        - greatest(u.persons + 1, t.tier_from)
                    )
                else u.minimum_quantity - u.persons
            end
        )::bigint as days,
        min(u.day_index) as from_index,
        max(u.day_index) + 1 as to_index,
        u.days_in_period,
    from unnamed as u
    inner join reference.tiers as t
        on
            u.rate_id = t.rate_id
            and (
                u.model = 'graduated'
                or u.minimum_quantity >= t.tier_from
                and u.minimum_quantity < coalesce(t.tier_to, 1000000000)
            )
    group by u.period, u.customer_id, u.product_code, t.price, u.days_in_period
),
by_unassigned as (
    select
        u.period,
        u.customer_id,
        u.product_code,
        'unassigned' as kind,
        null::varchar as person_id,
        u.price,
        'actual_days' as proration,
        sum(u.units)::bigint as days,
        min(u.day - a.period_start)::integer as from_index,
        max(u.day - a.period_start)::integer + 1 as to_index,
        a.days_in_period,
    from billing.unassigned_days as u
    inner join billing.asked as a on u.period = a.period and u.customer_id = a.customer_id
    group by u.period, u.customer_id, u.product_code, u.price, a.days_in_period
),
flat_days as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.priced_mask & a.charging_mask as mask,
        a.days_in_period,
        end_index(a.window_mask) as window_end,
    from billing.priced_days as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    inner join reference.products as o on d.product_code = o.product_code
    where o.kind = 'flat'
),
flat_rates as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        f.mask,
        f.days_in_period,
        f.window_end,
        r.proration,
        r.first_price,
    from flat_days as f
    inner join billing.rates as r
        on
            f.period = r.period
            and f.customer_id = r.customer_id
            and f.product_code = r.product_code
            and first_bit(f.mask) & r.mask <> 0
    where f.mask <> 0
),
by_flat as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        'flat' as kind,
        null::varchar as person_id,
        r.first_price as price,
        f.proration,
        bit_count(f.mask & r.mask)::bigint as days,
        first_index(f.mask & r.mask) as from_index,
        end_index(f.mask & r.mask) as to_index,
        f.days_in_period,
    from flat_rates as f
    inner join billing.rates as r
        on
            f.period = r.period
            and f.customer_id = r.customer_id
            and f.product_code = r.product_code
            and f.mask & r.mask <> 0
    where f.proration = 'actual_days'
    union all
    select
        f.period,
        f.customer_id,
        f.product_code,
        'flat' as kind,
        null::varchar as person_id,
        f.first_price as price,
        f.proration,
        case
            when f.proration = 'until_period_end' then f.window_end - first_index(f.mask)
            else bit_count(f.mask)
        end::bigint as days,
        first_index(f.mask) as from_index,
        case
            when f.proration = 'until_period_end' then f.window_end
            else end_index(f.mask)
        end as to_index,
        f.days_in_period,
    from flat_rates as f
    where f.proration <> 'actual_days'
),
by_count as (
    select
        r.period,
        r.customer_id,
        r.product_code,
        'counted' as kind,
        null::varchar as person_id,
        r.first_price as price,
        'actual_days' as proration,
        sum(
            q.quantity * bit_count(
                r.mask
                & a.charging_mask
                & day_mask(q.valid_from, q.valid_to, a.period_start, a.days_in_period)
            )
        )::bigint as days,
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
every as (
    from by_day
    union all by name
    from by_period
    union all by name
    from by_place
    union all by name
    from by_minimum
    union all by name
    from by_unassigned
    union all by name
    from by_flat
    union all by name
    from by_count
)
select
    e.period,
    e.customer_id,
    e.product_code,
    e.kind,
    e.person_id,
    e.price,
    any_value(e.proration) as proration,
    sum(e.days)::bigint as days,
    min(e.from_index) as from_index,
    max(e.to_index) as to_index,
    any_value(e.days_in_period) as days_in_period,
    prorated_parts(
        any_value(e.proration), e.price, sum(e.days), any_value(e.days_in_period)
    )::hugeint as parts,
from every as e
where e.days > 0 and e.price > 0
group by e.period, e.customer_id, e.product_code, e.kind, e.person_id, e.price
