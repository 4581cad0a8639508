-- One thing seen on several replayed days: its first and last, and whether on all between.
-- Follows `rows`, the CTE that holds the snapshot rows of the dimension.
counted as (
    select
        s.directory_id,
        s.subject,
        s.object,
        min(s.snapshot_day) as first_day,
        max(s.snapshot_day) as last_day,
        count(*) as days,
    from rows as s
    semi join replay_start as r
        on s.directory_id = r.directory_id and s.snapshot_day >= r.from_day and r.days > 1
    group by s.directory_id, s.subject, s.object
)
select
    c.directory_id,
    c.subject,
    c.object,
    f.ordinal as first_ordinal,
    l.ordinal as last_ordinal,
    l.ordinal - f.ordinal + 1 = c.days as is_unbroken,
from counted as c
inner join replay_days as f
    on c.directory_id = f.directory_id and c.first_day = f.snapshot_day
inner join replay_days as l
    on c.directory_id = l.directory_id and c.last_day = l.snapshot_day
