-- One assignment of a look, as it is written, with the first fault of its row.
create or replace table incoming.assignments as
with rows as (
    select
        r.*,
        moment(r.observed_at) as seen_at,
        moment(r.assigned_at) as begun_at,
    from incoming_rows as r
)
select
    r.record,
    r.directory_id,
    r.seen_at as observed_at,
    r.user_id,
    r.sku_id,
    r.sku_part_number,
    r.assigned_via,
    r.begun_at as assigned_at,
    case
        when r.directory_id is null then fault('directory_id', null, 'blank')
        when r.seen_at is null then fault('observed_at', r.observed_at, 'moment')
        when r.user_id is null then fault('user_id', null, 'blank')
        when r.sku_id is null then fault('sku_id', null, 'blank')
        when r.assigned_at is not null and r.begun_at is null
            then fault('assigned_at', r.assigned_at, 'moment')
    end as fault,
from rows as r
