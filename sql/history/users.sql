-- One user with its attributes on one observed day; replayed, one span that they lasted.
select
    u.directory_id,
    u.snapshot_day,
    u.user_id as subject,
    u.attributes_key as object,
    null::date as assigned_day,
    null::date[] as more_assigned_days,
from snapshot.users as u
where u.snapshot_day >= $from_day
