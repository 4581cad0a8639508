-- What the due amounts of a settled period are made of, in one number: the ledger's state, and
-- what history knows of each directory that may matter to the payer. While it stays the same, so
-- does what was compared (rule 10). Of the estate only the version counts that the period is
-- pinned to; directories are those that mattered when it was last compared, and all others of
-- their customers, for a person may turn up in any of them.
create or replace temp table made_of as
with settled as (
    select
        s.period,
        s.customer_id,
        s.period_start,
        s.period_end,
        s.estate,
        s.number,
        s.corrections,
    from ledger.settlements as s
    inner join reference.terms as t on s.customer_id = t.customer_id
    where
        s.period || ' ' || s.customer_id in (select unnest($wanted::varchar[]))
        -- A period that is not over changes with every day.
        and s.period_end <= civil_day($now, t.time_zone)
),
related as (
    select
        s.period,
        s.customer_id,
        s.period_start,
        s.period_end,
        d.directory_id,
    from settled as s
    inner join reference.directory_terms as d on s.customer_id = d.customer_id
    union
    select
        s.period,
        s.customer_id,
        s.period_start,
        s.period_end,
        d.directory_id,
    from settled as s
    inner join billing.affected as a on s.period = a.period and s.customer_id = a.customer_id
    inner join reference.directory_terms as o on a.directory_id = o.directory_id
    inner join reference.directory_terms as d on o.customer_id = d.customer_id
),
windows as (
    select distinct
        r.directory_id,
        r.period_start,
        r.period_end,
    from related as r
),
assigned as (
    select
        w.directory_id,
        w.period_start,
        w.period_end,
        sum(hash(
            a.user_id,
            a.sku_id,
            greatest(a.valid_from, w.period_start),
            least(a.valid_to, w.period_end)
        )) as content,
    from history.assignments as a
    inner join windows as w on a.directory_id = w.directory_id
    where a.valid_from < w.period_end and coalesce(a.valid_to > w.period_start, true)
    group by w.directory_id, w.period_start, w.period_end
),
there as (
    select
        w.directory_id,
        w.period_start,
        w.period_end,
        sum(hash(
            u.user_id,
            u.attributes_id,
            greatest(u.valid_from, w.period_start),
            least(u.valid_to, w.period_end)
        )) as content,
    from history.users as u
    inner join windows as w on u.directory_id = w.directory_id
    where u.valid_from < w.period_end and coalesce(u.valid_to > w.period_start, true)
    group by w.directory_id, w.period_start, w.period_end
),
firsts as (
    select
        u.directory_id,
        u.user_id,
        min(u.valid_from) as first_day,
        min_by(u.attributes_id, u.valid_from) as attributes_id,
    from history.users as u
    semi join (
        select
            a.directory_id,
            a.user_id
        from history.assignments as a
        where a.valid_from < a.opened_on
        union all
        select
            p.directory_id,
            p.user_id
        from history.persons as p
    ) as e on u.directory_id = e.directory_id and u.user_id = e.user_id
    group by u.directory_id, u.user_id
),
-- A span that evidence dates may begin before its user was seen: the first attributes count.
dated as (
    select
        w.directory_id,
        w.period_start,
        w.period_end,
        sum(hash(f.user_id, f.attributes_id)) as content,
    from history.assignments as a
    inner join firsts as f on a.directory_id = f.directory_id and a.user_id = f.user_id
    inner join windows as w on a.directory_id = w.directory_id
    where
        a.valid_from < a.opened_on
        and a.valid_from < w.period_end
        and coalesce(a.valid_to > w.period_start, true)
    group by w.directory_id, w.period_start, w.period_end
),
joined as (
    select
        w.directory_id,
        w.period_start,
        w.period_end,
        sum(hash(p.user_id, p.person_id)) as content,
    from history.persons as p
    inner join firsts as f on p.directory_id = f.directory_id and p.user_id = f.user_id
    inner join windows as w on p.directory_id = w.directory_id
    where f.first_day < w.period_end
    group by w.directory_id, w.period_start, w.period_end
),
covered as (
    select
        w.directory_id,
        w.period_start,
        w.period_end,
        sum(hash(c.day, c.status, c.is_empty)) as content,
    from history.coverage as c
    inner join windows as w
        on
            c.directory_id = w.directory_id
            and c.day >= w.period_start
            and c.day < w.period_end
    group by w.directory_id, w.period_start, w.period_end
),
-- A held look blocks its day in the customer's zone, at most a day off.
held as (
    select
        w.directory_id,
        w.period_start,
        w.period_end,
        sum(hash(s.observed_at)) as content,
    from landing.statuses as s
    inner join windows as w
        on
            s.directory_id = w.directory_id
            and s.observed_at >= w.period_start - 2
            and s.observed_at < w.period_end + 2
    where s.status = 'held'
    group by w.directory_id, w.period_start, w.period_end
),
named as (
    select
        w.directory_id,
        w.period_start,
        w.period_end,
        sum(hash(
            n.sku_id, n.sku_part_number, n.valid_from, least(n.valid_to, w.period_end)
        )) as content,
    from history.sku_names as n
    inner join windows as w on n.directory_id = w.directory_id
    where coalesce(n.valid_from < w.period_end, true)
    group by w.directory_id, w.period_start, w.period_end
),
-- From the last day before the period on that has subscriptions.
bought as (
    select
        w.directory_id,
        w.period_start,
        w.period_end,
        sum(hash(s.snapshot_day, s.sku_id, s.purchased)) as content,
    from windows as w
    asof left join (
        select distinct
            b.directory_id,
            b.snapshot_day
        from snapshot.subscriptions as b
    ) as l on w.directory_id = l.directory_id and w.period_start >= l.snapshot_day
    inner join snapshot.subscriptions as s
        on
            w.directory_id = s.directory_id
            and coalesce(l.snapshot_day, w.period_start) <= s.snapshot_day
            and w.period_end > s.snapshot_day
    group by w.directory_id, w.period_start, w.period_end
),
known as (
    select
        w.directory_id,
        w.period_start,
        w.period_end,
        hash(least(d.first_day, w.period_end)) as content,
    from windows as w
    inner join history.directory_days as d on w.directory_id = d.directory_id
),
every as (
    select
        'assigned' as what,
        a.*,
    from assigned as a
    union all
    select
        'there' as what,
        t.*,
    from there as t
    union all
    select
        'dated' as what,
        d.*,
    from dated as d
    union all
    select
        'joined' as what,
        j.*,
    from joined as j
    union all
    select
        'covered' as what,
        c.*,
    from covered as c
    union all
    select
        'held' as what,
        h.*,
    from held as h
    union all
    select
        'named' as what,
        n.*,
    from named as n
    union all
    select
        'bought' as what,
        b.*,
    from bought as b
    union all
    select
        'known' as what,
        k.*,
    from known as k
)
select
    s.period,
    s.customer_id,
    sha256(concat_ws(
        ' ',
        s.estate,
        s.number,
        s.corrections,
        string_agg(
            concat_ws(':', e.what, e.directory_id, e.content),
            ' ' order by e.directory_id, e.what
        )
    )) as content,
from settled as s
left join related as r on s.period = r.period and s.customer_id = r.customer_id
left join every as e
    on
        r.directory_id = e.directory_id
        and r.period_start = e.period_start
        and r.period_end = e.period_end
group by s.period, s.customer_id, s.estate, s.number, s.corrections
