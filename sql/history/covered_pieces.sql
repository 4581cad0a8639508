-- One piece of a span that days covered as empty cut; from_day is null where nothing is left.
with spans as (
    select distinct
        a.directory_id,
        a.valid_from,
        a.valid_to
    from history.assignments as a
    union
    select distinct
        u.directory_id,
        u.valid_from,
        u.valid_to
    from history.users as u
),
cut as (
    select distinct
        s.directory_id,
        s.valid_from,
        s.valid_to,
    from spans as s
    inner join history.empty_spans as e
        on
            s.directory_id = e.directory_id
            and s.valid_from < e.to_day
            and coalesce(s.valid_to > e.from_day, true)
),
starts as (
    select
        c.directory_id,
        c.valid_from,
        c.valid_to,
        c.valid_from as from_day,
    from cut as c
    union
    select
        c.directory_id,
        c.valid_from,
        c.valid_to,
        e.to_day as from_day,
    from cut as c
    inner join history.empty_spans as e
        on
            c.directory_id = e.directory_id
            and c.valid_from < e.to_day
            and coalesce(c.valid_to > e.to_day, true)
    left join history.directory_days as d on c.directory_id = d.directory_id
    -- Days after today do not exist yet, so nothing begins on them.
    where coalesce(d.today >= e.to_day, true)
),
pieces as (
    select
        s.directory_id,
        s.valid_from,
        s.valid_to,
        s.from_day,
        least(min(n.from_day), s.valid_to) as to_day,
    from starts as s
    anti join history.empty_spans as e
        on
            s.directory_id = e.directory_id
            and s.from_day >= e.from_day
            and s.from_day < e.to_day
    left join history.empty_spans as n
        on s.directory_id = n.directory_id and s.from_day < n.from_day
    group by s.directory_id, s.valid_from, s.valid_to, s.from_day
)
select
    c.directory_id,
    c.valid_from,
    c.valid_to,
    p.from_day,
    p.to_day,
from cut as c
left join pieces as p
    on
        c.directory_id = p.directory_id
        and c.valid_from = p.valid_from
        and c.valid_to is not distinct from p.valid_to
