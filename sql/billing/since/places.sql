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
    k.period,
    k.customer_id,
    a.person_id,
    a.directory_id,
from billing.accounts as a
semi join billing.held_days as h on a.place = h.place
inner join billing.asked as k on a.bill_no = k.bill_no
