-- One SKU that a day shows, assigned or bought, under the part number of the last look that
-- gives one; blank where none does.
with looked as (
    select
        l.directory_id,
        l.observed_at,
        l.snapshot_day,
        l.content_batch,
        l.content_at,
        l.subscriptions_batch,
    from snapshot.looks as l
    semi join changed_days as c
        on l.directory_id = c.directory_id and l.snapshot_day = c.snapshot_day
),
named as (
    select distinct
        l.directory_id,
        l.snapshot_day,
        l.observed_at,
        a.sku_id,
        a.sku_part_number,
    from looked as l
    inner join landing.assignments as a
        on
            l.content_batch = a.batch
            and l.directory_id = a.directory_id
            and l.content_at = a.observed_at
    union
    select
        l.directory_id,
        l.snapshot_day,
        l.observed_at,
        s.sku_id,
        s.sku_part_number,
    from looked as l
    inner join landing.subscriptions as s
        on
            l.subscriptions_batch = s.batch
            and l.directory_id = s.directory_id
            and l.observed_at = s.observed_at
)
select
    n.directory_id,
    n.snapshot_day,
    n.sku_id,
    coalesce(
        max_by(n.sku_part_number, (n.observed_at, n.sku_part_number))
        filter (where n.sku_part_number is not null),
        ''
    ) as sku_part_number,
from named as n
group by n.directory_id, n.snapshot_day, n.sku_id
