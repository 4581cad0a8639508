-- One span that the replayed days open (span is null) or close. Follows `rows`, the CTE that
-- holds the snapshot rows of the dimension. Most rows neither open nor close anything: they
-- cost one aggregate and one join.
runs as not materialized (
    select
        s.directory_id,
        s.subject,
        s.object,
        1::bigint as first_ordinal,
        1::bigint as last_ordinal,
    from rows as s
    semi join replay_start as r
        on s.directory_id = r.directory_id and s.snapshot_day >= r.from_day and r.days = 1
    union all
    select
        p.directory_id,
        p.subject,
        p.object,
        p.first_ordinal,
        p.last_ordinal,
    from replay_placed as p
    where p.is_unbroken
    union all
    select
        p.directory_id,
        p.subject,
        p.object,
        p.first_ordinal,
        p.last_ordinal,
    from replay_pieces as p
),
met as (
    select
        s.span,
        coalesce(n.directory_id, s.directory_id) as directory_id,
        coalesce(n.subject, s.subject) as subject,
        coalesce(n.object, s.object) as object,
        n.first_ordinal,
        coalesce(n.last_ordinal, 0) as last_ordinal,
    from runs as n
    full outer join replay_spans as s
        on
            n.directory_id = s.directory_id
            and n.subject = s.subject
            and n.object = s.object
            and n.first_ordinal = s.first_ordinal
)
select
    m.span,
    m.directory_id,
    m.subject,
    m.object,
    f.snapshot_day as opened_on,
    f.previous_day,
    c.snapshot_day as valid_to,
from met as m
inner join replay_start as r on m.directory_id = r.directory_id
left join replay_days as f
    on m.directory_id = f.directory_id and m.first_ordinal = f.ordinal
left join replay_days as c
    on m.directory_id = c.directory_id and m.last_ordinal + 1 = c.ordinal
where m.span is null or m.last_ordinal < r.days
