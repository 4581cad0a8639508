-- One batch with looks that nobody has judged, in the order of landing.
select distinct o.batch,
from landing.observations as o
anti join landing.statuses as s
    on o.directory_id = s.directory_id and o.observed_at = s.observed_at
order by o.batch
