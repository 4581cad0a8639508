-- One SKU under its part number on one observed day; replayed, one span that it was called so.
select
    s.directory_id,
    s.snapshot_day,
    s.sku_id as subject,
    s.sku_part_number as object,
    null::date as assigned_day,
    null::date[] as more_assigned_days,
from snapshot.skus as s
where s.snapshot_day >= $from_day
