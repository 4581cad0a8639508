-- One user that a day shows (the union of its looks), with the attributes of the day's last
-- look that shows the user.
with seen as (
    select
        l.directory_id,
        l.snapshot_day,
        l.observed_at,
        u.user_id,
        u.attributes_id,
    from snapshot.looks as l
    semi join changed_days as c
        on l.directory_id = c.directory_id and l.snapshot_day = c.snapshot_day
    inner join landing.users as u
        on
            l.content_batch = u.batch
            and l.directory_id = u.directory_id
            and l.content_at = u.observed_at
)
select
    s.directory_id,
    s.snapshot_day,
    s.user_id,
    attributes_key(
        max_by(s.attributes_id, s.observed_at), s.directory_id, s.user_id
    ) as attributes_key,
from seen as s
group by s.directory_id, s.snapshot_day, s.user_id
