-- One span of days that one of the keys is charged for, as last billed: who or what counts on them,
-- how many units on each, and why that many.
create macro explained_days(line_keys) as table (
    with keys as (
        select * from explained_keys(line_keys)
    ),
    placed as (
        select * from explained_places(line_keys)
    ),
    priced as (
        select
            k.*,
            p.model,
            p.tier_from,
            coalesce(p.tier_to, 1000000000) as tier_to,
            -- A minimum holds in the charging window alone.
            case
                when p.day < w.charged_from or p.day >= w.charged_to then 0
                else p.minimum_quantity
            end as minimum_quantity,
            p.day,
        from keys as k
        inner join explained_priced_days(line_keys) as p
            on
                k.line_key = p.line_key
                and k.estate = p.estate
                and k.from_day <= p.day
                and k.to_day > p.day
        left join periods as w on k.customer_id = w.customer_id and k.period = w.period
    ),
    whole as (
        select
            k.line_key,
            b.from_day,
            b.to_day,
            1::bigint as units,
            case k.proration
                when 'until_period_end'
                    then
                        'billable; charged from the first day, ' || k.from_day::varchar || ', to '
                        || (k.to_day - 1)::varchar || ' whatever happens later'
                when 'full_period' then 'billable; any day costs the whole price'
                else 'billable; each day costs a thirtieth'
            end as why,
        from keys as k
        inner join billable_days as b
            on
                k.customer_id = b.customer_id
                and k.period = b.period
                and k.person_id = b.person_id
                and k.product_code = b.product_code
        where k.kind = 'person' and k.proration <> 'actual_days'
    ),
    by_day as (
        select
            p.line_key,
            p.day,
            1::bigint as units,
            'billable' as why,
        from priced as p
        inner join billable_days as b
            on
                p.customer_id = b.customer_id
                and p.period = b.period
                and p.person_id = b.person_id
                and p.product_code = b.product_code
                and p.day >= b.from_day
                and p.day < b.to_day
        where p.kind = 'person' and p.proration = 'actual_days' and p.model = 'standard'
    ),
    by_place as (
        select
            p.line_key,
            p.day,
            1::bigint as units,
            case
                when p.model = 'graduated'
                    then
                        'place ' || h.place::varchar || ' of '
                        || h.persons::varchar || ', priced as from place ' || p.tier_from::varchar
                when p.model = 'volume'
                    then
                        h.persons::varchar || ' persons'
                        || case
                            when p.minimum_quantity > h.persons
                                then ', counted as the minimum of ' || p.minimum_quantity::varchar
                            else ''
                        end
                        || ', priced as from ' || p.tier_from::varchar
            end as why,
        from priced as p
        inner join placed as h
            on
                p.customer_id = h.customer_id
                and p.period = h.period
                and p.product_code = h.product_code
                and p.person_id = h.person_id
                and p.day = h.day
        where
            p.kind = 'person'
            and p.model <> 'standard'
            and case p.model
                when 'graduated' then h.place
                else greatest(h.persons, p.minimum_quantity)
            end between p.tier_from and p.tier_to - 1
    ),
    heads as (
        select distinct
            h.customer_id,
            h.period,
            h.product_code,
            h.day,
            h.persons,
        from placed as h
    ),
    by_minimum as (
        select
            p.line_key,
            p.day,
            case
                when p.model = 'graduated'
                    then greatest(
                        0,
                        least(p.minimum_quantity + 1, p.tier_to)
                        - greatest(coalesce(h.persons, 0) + 1, p.tier_from)
                    )
                else greatest(0, p.minimum_quantity - coalesce(h.persons, 0))
            end::bigint as units,
            'at least ' || p.minimum_quantity::varchar || ' units, of which persons take '
            || coalesce(h.persons, 0)::varchar
            || case
                when p.model = 'graduated'
                    then ', those from place ' || p.tier_from::varchar || ' on at this price'
                else ''
            end as why,
        from priced as p
        left join heads as h
            on
                p.customer_id = h.customer_id
                and p.period = h.period
                and p.product_code = h.product_code
                and p.day = h.day
        where
            p.kind = 'minimum'
            and (
                p.model = 'graduated'
                or p.minimum_quantity >= p.tier_from and p.minimum_quantity < p.tier_to
            )
    ),
    by_count as (
        select
            p.line_key,
            p.day,
            (r.written ->> 'quantity')::bigint as units,
            'quantities.csv line ' || r.line::varchar || ' of estate ' || p.estate[:12]
            || ' counts ' || (r.written ->> 'quantity')
            || coalesce(' (' || (r.written ->> 'note') || ')', '') as why,
        from priced as p
        inner join estate_files as f on p.estate = f.estate and f.file = 'quantities.csv'
        inner join estate_rows as r
            on
                f.content = r.content
                and (r.written ->> 'customer_id') = p.customer_id
                and (r.written ->> 'product_code') = p.product_code
                and (r.written ->> 'valid_from')::date <= p.day
                and coalesce((r.written ->> 'valid_to')::date > p.day, true)
        where p.kind = 'counted'
    ),
    flat as (
        select
            p.line_key,
            p.day,
            1::bigint as units,
            'the customer itself is charged' as why,
        from priced as p
        where p.kind = 'flat'
    ),
    daily as (
        select * from by_day
        union all
        select * from by_place
        union all
        select * from by_minimum
        where units > 0
        union all
        select * from by_count
        union all
        select * from flat
    ),
    islands as (
        select
            d.*,
            d.day - row_number() over (
                partition by d.line_key, d.units, d.why order by d.day
            )::integer as island,
        from daily as d
    ),
    spans as (
        select
            i.line_key,
            min(i.day) as from_day,
            (max(i.day) + 1)::date as to_day,
            i.units,
            i.why,
        from islands as i
        group by i.line_key, i.units, i.why, i.island
        union all
        select * from whole
        union all
        select
            k.line_key,
            u.from_day,
            u.to_day,
            u.units,
            u.purchased::varchar || ' units of ' || u.sku_id || ' bought in ' || u.directory_id
            || ', ' || u.holders::varchar || ' held' as why,
        from keys as k
        inner join unassigned_days as u
            on
                k.customer_id = u.customer_id
                and k.period = u.period
                and k.product_code = u.product_code
                and k.unit_price = u.unit_price
        where k.kind = 'unassigned'
        union all
        select
            k.line_key,
            k.from_day,
            k.to_day,
            null::bigint as units,
            'adjustments.csv line ' || r.line::varchar || ' of estate ' || k.estate[:12] || ': '
            || (r.written ->> 'description') as why,
        from keys as k
        inner join estate_files as f on k.estate = f.estate and f.file = 'adjustments.csv'
        inner join estate_rows as r
            on f.content = r.content and (r.written ->> 'adjustment_id') = k.person_id
        where k.kind = 'adjustment'
    )
    select
        s.line_key,
        s.from_day,
        s.to_day,
        (s.to_day - s.from_day)::integer as days,
        s.units,
        (s.units * (s.to_day - s.from_day))::bigint as unit_days,
        s.why,
        span_text(s.from_day, s.to_day) || ', '
        || case
            when s.units is null then ''
            when s.units = 1
                then
                    (s.to_day - s.from_day)::varchar
                    || case when s.to_day = s.from_day + 1 then ' day: ' else ' days: ' end
            else
                s.units::varchar || ' units on ' || (s.to_day - s.from_day)::varchar || ' days = '
                || (s.units * (s.to_day - s.from_day))::varchar || ' unit-days: '
        end
        || s.why as says,
    from spans as s
);
