-- One span opened after a gap whose begin the directory dates to a day within it (rule 1).
-- Follows `rows`, the CTE that holds the snapshot rows of the dimension.
said as (
    select
        c.directory_id,
        c.subject,
        c.object,
        c.opened_on,
        c.previous_day,
        unnest(coalesce(s.more_assigned_days, [s.assigned_day])) as assigned_day,
    from replay_gaps as c
    inner join rows as s
        on
            c.directory_id = s.directory_id
            and c.opened_on = s.snapshot_day
            and c.subject = s.subject
            and c.object = s.object
    where s.assigned_day is not null
)
select
    s.directory_id,
    s.subject,
    s.object,
    s.opened_on,
    min(s.assigned_day) as valid_from,
from said as s
where s.assigned_day > s.previous_day and s.assigned_day < s.opened_on
group by s.directory_id, s.subject, s.object, s.opened_on
