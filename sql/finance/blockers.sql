-- One thing that keeps a period from being billed, or ought to be known.
select
    b.customer_id,
    b.period_start,
    b.code,
    b.directory_id,
    b.detail,
    b.since,
    b.is_warning,
    b.period,
from billing.blockers as b
order by b.period, b.customer_id, b.is_warning, b.code
