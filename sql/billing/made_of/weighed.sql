-- What history knows of a directory on the days of a period, in one number: while it stays the
-- same, so does all that billing reads of them. All of it is spans of days. Each is read once,
-- however many periods it runs through: a period is told by what had begun by its first day and
-- not ended, and by what begins and ends on which of its later days.
create or replace temp table weighed as
with windows as (
    select distinct
        r.directory_id,
        r.period_start,
        r.period_end,
    from related as r
    where r.directory_id is not null
),
-- Accounts with a span that evidence dates: it may begin before they were seen, or while they
-- were away, and then what they were last seen with counts, or first (rule 1).
dated as (
    select
        a.directory_id,
        a.user_id,
        min(a.valid_from) as first_day,
    from history.assignments as a
    where a.valid_from < a.opened_on
    group by a.directory_id, a.user_id
),
seen_as as (
    select
        u.directory_id,
        u.user_id,
        u.attributes_key,
        case
            when row_number() over spans = 1 then least(u.valid_from, d.first_day)
            else u.valid_from
        end as from_day,
        lead(u.valid_from) over spans as to_day,
    from history.users as u
    inner join dated as d on u.directory_id = d.directory_id and u.user_id = d.user_id
    window spans as (partition by u.directory_id, u.user_id order by u.valid_from)
),
joined as (
    select
        p.directory_id,
        p.user_id,
        any_value(p.person_id) as person_id,
        min(u.valid_from) as first_day,
    from history.users as u
    inner join history.persons as p on u.directory_id = p.directory_id and u.user_id = p.user_id
    group by p.directory_id, p.user_id
),
-- Purchased units last until others are seen.
bought as (
    select
        b.directory_id,
        b.snapshot_day,
        lead(b.snapshot_day) over (
            partition by b.directory_id order by b.snapshot_day
        ) as to_day,
    from (
        select distinct
            s.directory_id,
            s.snapshot_day,
        from snapshot.subscriptions as s
    ) as b
),
every as (
    select
        a.directory_id,
        a.valid_from as from_day,
        a.valid_to as to_day,
        hash('assignment', a.user_id, a.sku_id) as content,
    from history.assignments as a
    union all
    select
        u.directory_id,
        u.valid_from as from_day,
        u.valid_to as to_day,
        hash('user', u.user_id, u.attributes_key) as content,
    from history.users as u
    union all
    select
        s.directory_id,
        s.from_day,
        s.to_day,
        hash('seen as', s.user_id, s.attributes_key) as content,
    from seen_as as s
    union all
    select
        j.directory_id,
        j.first_day as from_day,
        null::date as to_day,
        hash('person', j.user_id, j.person_id) as content,
    from joined as j
    union all
    select
        c.directory_id,
        c.day as from_day,
        c.day + 1 as to_day,
        hash('missing') as content,
    from history.coverage as c
    where c.is_missing
    union all
    select
        e.directory_id,
        e.from_day,
        e.to_day,
        hash('empty') as content,
    from history.empty_spans as e
    union all
    -- A held look blocks its day in the customer's zone, at most a day off.
    select
        h.directory_id,
        h.observed_at::date - 2 as from_day,
        h.observed_at::date + 3 as to_day,
        hash('held', h.observed_at) as content,
    from landing.statuses as h
    where h.status = 'held'
    union all
    select
        n.directory_id,
        coalesce(n.valid_from, date '0001-01-01') as from_day,
        n.valid_to as to_day,
        hash('sku', n.sku_id, n.sku_part_number) as content,
    from history.sku_names as n
    union all
    select
        s.directory_id,
        b.snapshot_day as from_day,
        b.to_day,
        hash('bought', s.sku_id, s.purchased) as content,
    from snapshot.subscriptions as s
    inner join bought as b on s.directory_id = b.directory_id and s.snapshot_day = b.snapshot_day
    union all
    select
        k.directory_id,
        k.first_day as from_day,
        null::date as to_day,
        hash('looked into') as content,
    from history.directory_days as k
),
-- Sums tell rows apart whatever their order, as hashes of 64 bits do. Many spans have the same
-- days.
spans as (
    select
        e.directory_id,
        e.from_day,
        e.to_day,
        sum(e.content) as content,
    from every as e
    group by e.directory_id, e.from_day, e.to_day
),
-- What a period is told by are sums up to its first day and its last, so those are days too.
days as (
    select
        m.directory_id,
        m.day,
        sum(m.begun) as begun,
        sum(m.ended) as ended,
    from (
        select
            s.directory_id,
            s.from_day as day,
            s.content as begun,
            0 as ended,
        from spans as s
        union all
        select
            s.directory_id,
            s.to_day as day,
            0 as begun,
            s.content as ended,
        from spans as s
        where s.to_day is not null
        union all
        select
            w.directory_id,
            unnest([w.period_start, w.period_end - 1]) as day,
            0 as begun,
            0 as ended,
        from windows as w
    ) as m
    group by m.directory_id, m.day
),
running as (
    select
        d.directory_id,
        d.day,
        sum(d.begun - d.ended) over so_far as lasting,
        sum(case
            when d.begun = 0 and d.ended = 0 then 0
            else hash(d.day, d.begun, d.ended)
        end) over so_far as passed,
    from days as d
    window so_far as (partition by d.directory_id order by d.day)
)
select
    w.directory_id,
    w.period_start,
    w.period_end,
    hash(w.directory_id, b.lasting, e.passed - b.passed) as content,
from windows as w
inner join running as b on w.directory_id = b.directory_id and w.period_start = b.day
inner join running as e on w.directory_id = e.directory_id and w.period_end - 1 = e.day
