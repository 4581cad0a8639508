-- One directory that a customer's period is billed from, and one where a person of it has accounts.
select
    f.period,
    f.customer_id,
    null::varchar as person_id,
    f.directory_id,
from billing.affected as f
semi join billing.asked as a on f.period = a.period and f.customer_id = a.customer_id
union
select
    h.period,
    h.customer_id,
    h.person_id,
    h.directory_id,
from billing.held_days as h
semi join billing.asked as a on h.period = a.period and h.customer_id = a.customer_id
