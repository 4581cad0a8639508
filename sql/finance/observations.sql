-- One complete look, and what was decided about it.
select
    o.directory_id,
    d.customer_id,
    o.observed_at,
    civil_day(o.observed_at, d.time_zone) as day,
    o.recorded_at,
    o.batch,
    s.status,
    s.reason,
    s.decided_by,
    o.users,
    o.assignments,
    s.decided_at,
from landing.observations as o
inner join landing.statuses as s
    on o.directory_id = s.directory_id and o.observed_at = s.observed_at
inner join reference.directory_terms as d on o.directory_id = d.directory_id
order by o.directory_id, o.observed_at
