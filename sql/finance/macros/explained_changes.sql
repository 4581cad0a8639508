-- One thing that became known between two documents of one of the keys, or since the last one: a
-- look of the period that a batch brought, a decision, another version of the estate.
create macro explained_changes(line_keys) as table (
    with documents_of as (
        select
            e.line_key,
            e.place,
            e.number,
            e.document_id,
            e.estate,
            e.issued_at,
            lag(e.issued_at) over key as after_at,
            lag(e.number) over key as after_number,
            lag(e.estate) over key as estate_before,
        from explained_documents(line_keys) as e
        window key as (partition by e.line_key order by e.place)
    ),
    between_documents as (
        select d.*
        from documents_of as d
        where d.place > 1
        union all
        select
            d.line_key,
            d.place + 1 as place,
            null::varchar as number,
            null::varchar as document_id,
            d.estate,
            null::timestamptz as issued_at,
            d.issued_at as after_at,
            d.number as after_number,
            d.estate as estate_before,
        from documents_of as d
        qualify
            d.place = max(d.place) over (partition by d.line_key) and d.issued_at is not null
    ),
    spans as (
        select * from explained_spans(line_keys)
    ),
    directories as (
        select distinct
            s.line_key,
            s.directory_id,
            k.period_start,
            k.period_end,
        from spans as s
        inner join explained_keys(line_keys) as k on s.line_key = k.line_key
    ),
    edges as (
        select
            s.line_key,
            s.directory_id,
            s.opened_on as day,
            'it first shows ' || s.user_id || ' with ' || s.held as what,
        from spans as s
        where s.opened_by <> 'cover'
        union all
        select
            s.line_key,
            s.directory_id,
            s.valid_to as day,
            'it shows ' || s.user_id || ' with ' || s.held || ' no more' as what,
        from spans as s
        where s.closed_by = 'observation'
    ),
    arrived as (
        select
            b.line_key,
            b.place,
            o.directory_id,
            o.observed_at,
            o.batch,
            o.recorded_at,
            moment_text(o.observed_at, z.time_zone) as said_at,
            case when o.status = 'accepted' then e.what else 'it is ' || o.status end as what,
        from between_documents as b
        inner join directories as d on b.line_key = d.line_key
        inner join observations as o
            on
                d.directory_id = o.directory_id
                -- At the moment of issue itself, a look was known.
                and b.after_at < o.recorded_at
                and coalesce(b.issued_at >= o.recorded_at, true)
        left join customers as z on o.customer_id = z.customer_id
        left join edges as e
            on
                b.line_key = e.line_key
                and o.directory_id = e.directory_id
                and o.day = e.day
        where o.day >= d.period_start and o.day < d.period_end or e.day is not null
    ),
    looks as (
        select
            a.line_key,
            a.place,
            a.directory_id,
            a.observed_at,
            a.batch,
            a.recorded_at,
            'batch ' || a.batch || ', recorded ' || moment_text(a.recorded_at, 'UTC')
            || ', brought the look at ' || a.directory_id || ' of ' || a.said_at || ': ' || a.what
                as what,
        from arrived as a
        where a.what is not null
        union all
        select
            a.line_key,
            a.place,
            a.directory_id,
            null::timestamptz as observed_at,
            a.batch,
            a.recorded_at,
            'batch ' || a.batch || ', recorded ' || moment_text(a.recorded_at, 'UTC')
            || ', brought ' || count(*)::varchar
            || case count(*) when 1 then ' look' else ' looks' end || ' at ' || a.directory_id
            || ' without effect here' as what,
        from arrived as a
        where a.what is null
        group by a.line_key, a.place, a.directory_id, a.batch, a.recorded_at
    ),
    decisions as (
        select
            b.line_key,
            b.place,
            o.directory_id,
            o.observed_at,
            o.batch,
            o.decided_at as recorded_at,
            o.decided_by || ' decided on ' || moment_text(o.decided_at, 'UTC') || ' that the look '
            || 'at ' || o.directory_id || ' of ' || moment_text(o.observed_at, z.time_zone)
            || ' is ' || o.status || coalesce(': ' || o.reason, '') as what,
        from between_documents as b
        inner join directories as d on b.line_key = d.line_key
        inner join observations as o
            on
                d.directory_id = o.directory_id
                and b.after_at < o.decided_at
                and coalesce(b.issued_at >= o.decided_at, true)
                and d.period_start <= o.day
                and d.period_end > o.day
        left join customers as z on o.customer_id = z.customer_id
        where o.decided_by <> 'guard'
        union all
        select
            b.line_key,
            b.place,
            c.directory_id,
            null::timestamptz as observed_at,
            null::varchar as batch,
            c.decided_at as recorded_at,
            c.decided_by || ' covered ' || span_text(min(c.day), (max(c.day) + 1)::date)
            || ' of ' || c.directory_id || ' on ' || moment_text(c.decided_at, 'UTC')
            || case when c.is_empty then ' as empty' else ' as carried' end
            || ': ' || c.reason as what,
        from between_documents as b
        inner join directories as d on b.line_key = d.line_key
        inner join coverage as c
            on
                d.directory_id = c.directory_id
                and b.after_at < c.decided_at
                and coalesce(b.issued_at >= c.decided_at, true)
                and d.period_start <= c.day
                and d.period_end > c.day
        group by
            b.line_key, b.place, c.directory_id, c.decided_at, c.decided_by, c.reason, c.is_empty
    ),
    estates as (
        select
            b.line_key,
            b.place,
            null::varchar as directory_id,
            null::timestamptz as observed_at,
            null::varchar as batch,
            b.issued_at as recorded_at,
            'another version of the estate, ' || b.estate[:12] || ' after ' || b.estate_before[:12]
            || coalesce(
                ': ' || string_agg(n.file, ', ' order by n.file)
                filter (where n.content <> o.content) || ' changed',
                ''
            ) as what,
        from between_documents as b
        inner join estate_files as n on b.estate = n.estate
        inner join estate_files as o on b.estate_before = o.estate and n.file = o.file
        where b.estate <> b.estate_before
        group by b.line_key, b.place, b.issued_at, b.estate, b.estate_before
    ),
    every as (
        select * from looks
        union all
        select * from decisions
        union all
        select * from estates
    )
    select
        e.line_key,
        e.place,
        b.after_number,
        b.number,
        b.document_id,
        e.directory_id,
        e.observed_at,
        e.batch,
        e.recorded_at,
        case
            when b.number is not null then 'between ' || b.after_number || ' and ' || b.number
            when b.document_id is not null then 'since ' || b.after_number || ', in the draft'
            else 'since ' || b.after_number || ', in no document'
        end || ': ' || e.what as says,
    from every as e
    inner join between_documents as b on e.line_key = b.line_key and e.place = b.place
);
