-- One line's worth of what is due now.
select
    c.customer_id,
    c.period_start,
    c.period_end,
    c.product_code,
    c.kind,
    c.person_id,
    c.unit_price,
    c.proration,
    c.days,
    c.days_in_period::integer as days_in_period,
    c.exact_numerator,
    c.exact_denominator,
    money(c.amount_minor, p.minor_digits) as amount,
    p.currency,
    c.period,
from billing.charges as c
inner join billing.periods as p on c.period = p.period and c.customer_id = p.customer_id
