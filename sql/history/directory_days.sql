-- One directory with the first and last day that an accepted look shows.
select
    d.directory_id,
    d.customer_id,
    d.position,
    d.time_zone,
    civil_day($now, d.time_zone) as today,
    min(l.snapshot_day) as first_day,
    max(l.snapshot_day) as last_day,
from reference.directory_terms as d
left join history.looks as l on d.directory_id = l.directory_id
group by d.directory_id, d.customer_id, d.position, d.time_zone
