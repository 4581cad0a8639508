-- One thing that is known of the days of one of the keys in a directory: how many were observed or
-- carried, who covered some, which looks were held and what somebody decided about them.
create macro explained_coverage(line_keys) as table (
    with accounts as (
        select distinct
            k.line_key,
            k.customer_id,
            k.period,
            k.person_id,
            k.product_code,
            k.period_start,
            k.period_end,
            s.directory_id,
        from explained_keys(line_keys) as k
        inner join explained_spans(line_keys) as s on k.line_key = s.line_key
    ),
    days as (
        select
            a.line_key,
            a.directory_id,
            c.day,
            c.status,
            c.decided_by,
            c.decided_at,
            c.reason,
            c.is_empty,
        from accounts as a
        inner join billable_days as b
            on
                a.customer_id = b.customer_id
                and a.period = b.period
                and a.person_id = b.person_id
                and a.product_code = b.product_code
        inner join coverage as c
            on a.directory_id = c.directory_id and b.from_day <= c.day and b.to_day > c.day
    ),
    known as (
        select
            d.line_key,
            d.directory_id,
            'days' as topic,
            min(d.day) as from_day,
            (max(d.day) + 1)::date as to_day,
            null::timestamptz as observed_at,
            null::varchar as batch,
            null::varchar as status,
            null::varchar as decided_by,
            null::varchar as reason,
            'of ' || count(*)::varchar || ' billed days '
            || concat_ws(
                ', ',
                nullif((count(*) filter (where d.status = 'observed'))::varchar, '0')
                || ' observed',
                nullif((count(*) filter (where d.status in ('carried', 'held')))::varchar, '0')
                || ' carried from the look before',
                nullif((count(*) filter (where d.status = 'covered'))::varchar, '0') || ' covered',
                nullif((count(*) filter (where d.status = 'missing'))::varchar, '0') || ' missing'
            ) as why,
        from days as d
        group by d.line_key, d.directory_id
    ),
    covered as (
        select
            d.line_key,
            d.directory_id,
            'cover' as topic,
            min(d.day) as from_day,
            (max(d.day) + 1)::date as to_day,
            null::timestamptz as observed_at,
            null::varchar as batch,
            case when d.is_empty then 'empty' else 'carried' end as status,
            d.decided_by,
            d.reason,
            span_text(min(d.day), (max(d.day) + 1)::date) || ' covered by ' || d.decided_by
            || case when d.is_empty then ' as empty: ' else ' as carried: ' end || d.reason as why,
        from days as d
        where d.status = 'covered'
        group by d.line_key, d.directory_id, d.decided_by, d.reason, d.is_empty
    ),
    judged as (
        select distinct
            a.line_key,
            a.directory_id,
            'look' as topic,
            o.day as from_day,
            o.day + 1 as to_day,
            o.observed_at,
            o.batch,
            o.status,
            o.decided_by,
            o.reason,
            'the look of ' || moment_text(o.observed_at, z.time_zone) || ' (batch ' || o.batch
            || ') is ' || o.status || ' by ' || o.decided_by || ': ' || coalesce(o.reason, '')
            || case o.status when 'accepted' then '' else '; it counts for nothing' end as why,
        from accounts as a
        inner join observations as o
            on
                a.directory_id = o.directory_id
                and a.period_start <= o.day
                and a.period_end > o.day
        left join customers as z on o.customer_id = z.customer_id
        where o.status <> 'accepted' or o.decided_by <> 'guard'
    ),
    every as (
        select * from known
        union all
        select * from covered
        union all
        select * from judged
    )
    select
        e.line_key,
        e.directory_id,
        e.topic,
        e.from_day,
        e.to_day,
        e.observed_at,
        e.batch,
        e.status,
        e.decided_by,
        e.reason,
        e.directory_id || ': ' || e.why as says,
    from every as e
);
