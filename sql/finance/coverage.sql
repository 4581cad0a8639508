-- One directory and day since its first accepted look, or on which looking failed.
with failed as (
    select
        a.directory_id,
        d.customer_id,
        civil_day(a.attempted_at, d.time_zone) as day,
        max_by(
            {
                'attempted_at': a.attempted_at,
                'cause': a.cause,
                'problem': a.problem,
                'advice': a.advice
            },
            (a.attempted_at, a.sequence)
        ) as attempt,
    from landing.attempts as a
    inner join reference.directory_terms as d on a.directory_id = d.directory_id
    group by a.directory_id, d.customer_id, civil_day(a.attempted_at, d.time_zone)
)
select
    coalesce(c.directory_id, f.directory_id) as directory_id,
    coalesce(c.customer_id, f.customer_id) as customer_id,
    coalesce(c.day, f.day) as day,
    -- A day before the first accepted look bills nobody; what is known of it is nothing.
    coalesce(c.status, 'missing') as status,
    c.observed_at,
    c.users,
    c.assignments,
    c.decided_by,
    c.reason,
    f.attempt.attempted_at as attempt_at,
    f.attempt.cause as attempt_cause,
    f.attempt.problem as attempt_problem,
    f.attempt.advice as attempt_advice,
    coalesce(c.is_empty, false) as is_empty,
    c.decided_at,
from history.coverage as c
full outer join failed as f on c.directory_id = f.directory_id and c.day = f.day
order by directory_id, day
