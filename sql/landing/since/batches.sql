-- One batch and directory whose looks landed after $moment.
select
    o.batch,
    o.directory_id,
    min(o.recorded_at) as recorded_at,
    count(*) as looks,
    min(civil_day(o.observed_at, coalesce(d.time_zone, z.time_zone))) as first_day,
    max(civil_day(o.observed_at, coalesce(d.time_zone, z.time_zone))) as last_day,
from landing.observations as o
left join reference.directory_terms as d on o.directory_id = d.directory_id
cross join reference.settings as z
where o.recorded_at > $moment
group by o.batch, o.directory_id
order by recorded_at, o.batch, o.directory_id
