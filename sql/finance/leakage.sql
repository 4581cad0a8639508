-- One customer, period and cause of days that people had something and nobody paid for it.
select
    l.customer_id,
    p.period_start,
    p.period_end,
    l.cause,
    l.days,
    money(l.amount_minor, p.minor_digits) as amount,
    p.currency,
    l.period,
from billing.leakage as l
inner join billing.periods as p on l.period = p.period and l.customer_id = p.customer_id
order by l.period, l.customer_id, l.cause
