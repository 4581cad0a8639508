-- One directory and day whose looks are not those that were used before, or not in that zone.
create or replace temp table changed_days as
with wanted as (
    select
        directory_id,
        observed_at,
        snapshot_day,
        content_batch,
        content_at,
        time_zone
    from wanted_looks
),
used as (
    select
        directory_id,
        observed_at,
        snapshot_day,
        content_batch,
        content_at,
        time_zone
    from used_looks
),
changed as (
    (
        select * from wanted
        except all
        select * from used
    )
    union all
    (
        select * from used
        except all
        select * from wanted
    )
)
select distinct
    c.directory_id,
    c.snapshot_day,
from changed as c
