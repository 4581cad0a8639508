-- One thing that keeps a customer's period from being billed, or warns of it.
select
    b.customer_id,
    if(b.is_warning, 'warning', 'blocks') as weight,
    b.code,
    b.directory_id,
    b.detail,
    b.since,
from finance.blockers as b
where b.period = $period
order by b.is_warning, b.customer_id, b.code, b.directory_id, b.since
