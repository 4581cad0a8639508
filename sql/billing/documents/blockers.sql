-- One thing that keeps a period asked for from being billed, or ought to be known.
select
    b.customer_id,
    b.code,
    b.directory_id,
    b.detail,
    b.since,
    b.is_warning,
from billing.blockers as b
semi join billing.asked as a on b.period = a.period and b.customer_id = a.customer_id
order by all
