-- One user and SKU that a day shows: the union of its looks and of the ways it is assigned.
with seen as (
    select
        l.directory_id,
        l.snapshot_day,
        a.user_id,
        a.sku_id,
        civil_day(a.assigned_at, l.time_zone) as assigned_day,
    from snapshot.looks as l
    semi join changed_days as c
        on l.directory_id = c.directory_id and l.snapshot_day = c.snapshot_day
    inner join landing.assignments as a
        on
            l.content_batch = a.batch
            and l.directory_id = a.directory_id
            and l.content_at = a.observed_at
)
select
    s.directory_id,
    s.snapshot_day,
    s.user_id,
    s.sku_id,
    min(s.assigned_day) as assigned_day,
    case
        when min(s.assigned_day) <> max(s.assigned_day)
            then list_sort(list(distinct s.assigned_day) filter (where s.assigned_day is not null))
    end as more_assigned_days,
from seen as s
group by s.directory_id, s.snapshot_day, s.user_id, s.sku_id
