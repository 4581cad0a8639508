-- One incoming look that shows what the last accepted look before it showed, and that look.
with accepted as (
    select
        l.directory_id,
        l.observed_at,
        l.users_sum,
        l.assignments_sum,
    from landing.observations as l
    inner join landing.statuses as s
        on l.directory_id = s.directory_id and l.observed_at = s.observed_at
    where s.status = 'accepted'
)
select
    i.directory_id,
    i.observed_at,
    a.observed_at as same_as,
from incoming.looks as i
asof inner join accepted as a
    on i.directory_id = a.directory_id and i.observed_at > a.observed_at
where i.users_sum = a.users_sum and i.assignments_sum = a.assignments_sum
order by i.directory_id, i.observed_at
