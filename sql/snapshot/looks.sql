-- One accepted look, on the civil day it stands for in its directory's zone; none after today.
select
    o.directory_id,
    o.observed_at,
    civil_day(o.observed_at, d.time_zone) as snapshot_day,
    d.time_zone,
    o.content_batch,
    o.content_at,
    o.batch as subscriptions_batch,
    o.has_subscriptions,
from landing.observations as o
inner join landing.statuses as s
    on o.directory_id = s.directory_id and o.observed_at = s.observed_at
inner join reference.directory_terms as d on o.directory_id = d.directory_id
where
    s.status = 'accepted'
    and civil_day(o.observed_at, d.time_zone) <= civil_day($now, d.time_zone)
