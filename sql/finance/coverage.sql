-- One directory and day since its first accepted look, and what is known of it.
select
    c.directory_id,
    c.customer_id,
    c.day,
    c.status,
    c.observed_at,
    c.users,
    c.assignments,
    c.decided_by,
    c.reason,
from history.coverage as c
order by c.directory_id, c.day
