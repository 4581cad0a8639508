-- One unbroken run of a thing that was not seen on all days between its first and last.
-- Follows `rows`, the CTE that holds the snapshot rows of the dimension.
days as (
    select
        s.directory_id,
        s.subject,
        s.object,
        d.ordinal,
        d.ordinal - row_number() over (
            partition by s.directory_id, s.subject, s.object order by d.ordinal
        ) as piece,
    from rows as s
    inner join replay_days as d
        on s.directory_id = d.directory_id and s.snapshot_day = d.snapshot_day
    inner join replay_broken as p
        on s.directory_id = p.directory_id and s.subject = p.subject and s.object = p.object
)
select
    d.directory_id,
    d.subject,
    d.object,
    min(d.ordinal) as first_ordinal,
    max(d.ordinal) as last_ordinal,
from days as d
group by d.directory_id, d.subject, d.object, d.piece
