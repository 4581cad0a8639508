-- One directory to replay, from which day, and how many observed days there are from then on.
create or replace temp table replay_start as
with changed as (
    select
        c.directory_id,
        min(c.snapshot_day) as from_day,
    from changed_days as c
    group by c.directory_id
),
observed as (
    select distinct
        l.directory_id,
        l.snapshot_day,
    from snapshot.looks as l
)
select
    c.directory_id,
    c.from_day,
    count(o.snapshot_day) filter (where o.snapshot_day >= c.from_day) as days,
    max(o.snapshot_day) filter (where o.snapshot_day < c.from_day) as day_before,
from changed as c
left join observed as o on c.directory_id = o.directory_id
group by c.directory_id, c.from_day
