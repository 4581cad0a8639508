-- One SKU and the units bought of it, from the day's last look that brought subscriptions.
with looked as (
    select
        l.directory_id,
        l.snapshot_day,
        max(l.observed_at) as observed_at,
        max_by(l.subscriptions_batch, l.observed_at) as batch,
    from snapshot.looks as l
    semi join changed_days as c
        on l.directory_id = c.directory_id and l.snapshot_day = c.snapshot_day
    where l.has_subscriptions
    group by l.directory_id, l.snapshot_day
)
select
    l.directory_id,
    l.snapshot_day,
    s.sku_id,
    s.purchased,
    s.consumed,
    s.status,
from looked as l
inner join landing.subscriptions as s
    on
        l.batch = s.batch
        and l.directory_id = s.directory_id
        and l.observed_at = s.observed_at
