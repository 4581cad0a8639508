-- One user and SKU on one observed day; replayed, one span that the user held the SKU.
select
    a.directory_id,
    a.snapshot_day,
    a.user_id as subject,
    a.sku_id as object,
    a.assigned_day,
    a.more_assigned_days,
from snapshot.assignments as a
where a.snapshot_day >= $from_day
