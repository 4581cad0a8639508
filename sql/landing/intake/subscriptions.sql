-- One SKU bought, of a look, as it is written, with the first fault of its row.
create or replace table incoming.subscriptions as
with rows as (
    select
        r.*,
        moment(r.observed_at) as seen_at,
        case when regexp_full_match(r.purchased, '\d{1,9}') then r.purchased::integer end as bought,
        case when regexp_full_match(r.consumed, '\d{1,9}') then r.consumed::integer end as used,
    from incoming_rows as r
)
select
    r.record,
    r.directory_id,
    r.seen_at as observed_at,
    r.sku_id,
    r.sku_part_number,
    r.bought as purchased,
    r.used as consumed,
    r.status,
    case
        when r.directory_id is null then fault('directory_id', null, 'blank')
        when r.seen_at is null then fault('observed_at', r.observed_at, 'moment')
        when r.sku_id is null then fault('sku_id', null, 'blank')
        when r.bought is null then fault('purchased', r.purchased, 'whole number')
        when r.consumed is not null and r.used is null
            then fault('consumed', r.consumed, 'whole number')
    end as fault,
from rows as r
