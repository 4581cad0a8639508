-- One look that landed before with other content than an incoming batch gives it.
select
    i.directory_id,
    i.observed_at,
    l.batch,
from incoming.looks as i
inner join landing.observations as l
    on i.directory_id = l.directory_id and i.observed_at = l.observed_at
where
    i.users_sum <> l.users_sum
    or i.assignments_sum <> l.assignments_sum
    or i.subscriptions_sum <> l.subscriptions_sum
order by i.directory_id, i.observed_at
