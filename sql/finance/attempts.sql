-- One attempt to look into a directory that yielded no look, and why.
select
    a.directory_id,
    d.customer_id,
    a.attempted_at,
    civil_day(a.attempted_at, d.time_zone) as day,
    max_by(a.cause, a.sequence) as cause,
    max_by(a.problem, a.sequence) as problem,
    max_by(a.advice, a.sequence) as advice,
    max(a.recorded_at) as recorded_at,
from landing.attempts as a
inner join reference.directory_terms as d on a.directory_id = d.directory_id
group by a.directory_id, d.customer_id, a.attempted_at, d.time_zone
order by a.directory_id, a.attempted_at
