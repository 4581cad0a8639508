-- One observed day to replay: its place among them and the observed days beside it.
create or replace temp table replay_days as
with observed as (
    select distinct
        l.directory_id,
        l.snapshot_day,
        r.day_before,
    from snapshot.looks as l
    inner join replay_start as r
        on l.directory_id = r.directory_id and l.snapshot_day >= r.from_day
)
select
    o.directory_id,
    o.snapshot_day,
    row_number() over days as ordinal,
    coalesce(lag(o.snapshot_day) over days, o.day_before) as previous_day,
from observed as o
window days as (partition by o.directory_id order by o.snapshot_day)
