-- One thing that took days of one of the keys away, or might have: an exclusion, or a product that
-- includes this one.
create macro explained_exclusions(line_keys) as table (
    with keys as (
        select * from explained_keys(line_keys)
        where kind = 'person'
    ),
    taken as (
        select
            k.line_key,
            e.source,
            e.from_day,
            e.to_day,
            e.days,
            e.reason,
            span_text(e.from_day, e.to_day) || ', ' || e.days::varchar
            || case e.days when 1 then ' day' else ' days' end || ' not billed: '
            || e.reason || ' (' || e.source || ')' as says,
        from keys as k
        inner join excluded_days as e
            on
                k.customer_id = e.customer_id
                and k.period = e.period
                and k.person_id = e.person_id
                and k.product_code = e.product_code
    ),
    sold as (
        select distinct
            k.estate,
            k.customer_id,
            k.product_code,
            k.period_start,
            k.period_end,
        from keys as k
    ),
    -- The directory's customer decides; a payer of others' accounts meets their rows too.
    rules as (
        select
            s.*,
            r.line,
            (r.written ->> 'match_kind') as match_kind,
        from sold as s
        inner join estate_files as f on s.estate = f.estate and f.file = 'exclusions.csv'
        inner join estate_rows as r on f.content = r.content
        where
            coalesce(r.written ->> 'customer_id', s.customer_id) = s.customer_id
            and coalesce(r.written ->> 'product_code', s.product_code) = s.product_code
            and coalesce((r.written ->> 'valid_from')::date < s.period_end, true)
            and coalesce((r.written ->> 'valid_to')::date > s.period_start, true)
    ),
    listed as (
        select
            r.estate,
            r.customer_id,
            r.product_code,
            r.period_start,
            count(*) as rules,
            string_agg(
                'line ' || r.line::varchar || ' (' || r.match_kind || ')', ', ' order by r.line
            ) as lines,
        from rules as r
        group by r.estate, r.customer_id, r.product_code, r.period_start
    )
    select
        t.line_key,
        'taken' as topic,
        t.source,
        t.from_day,
        t.to_day,
        t.days,
        t.reason,
        t.says,
    from taken as t
    union all
    select
        k.line_key,
        'considered' as topic,
        'exclusions.csv' as source,
        null::date as from_day,
        null::date as to_day,
        coalesce(t.days, 0)::integer as days,
        null::varchar as reason,
        case
            when r.rules is null then 'no row of exclusions.csv concerns this product and period'
            else
                'considered of exclusions.csv in estate ' || k.estate[:12] || ': ' || r.lines
        end
        || case when coalesce(t.days, 0) = 0 then '; nothing was taken away' else '' end as says,
    from keys as k
    left join listed as r
        on
            k.estate = r.estate
            and k.customer_id = r.customer_id
            and k.product_code = r.product_code
            and k.period_start = r.period_start
    left join (
        select
            t.line_key,
            sum(t.days) as days
        from taken as t
        group by t.line_key
    ) as t
        on k.line_key = t.line_key
);
