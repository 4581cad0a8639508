-- One cause of a customer's use that nobody paid for.
select
    l.customer_id,
    l.cause,
    l.days,
    l.amount,
    l.currency,
from finance.leakage as l
where l.period = $period
order by l.amount desc, l.customer_id asc, l.cause asc
