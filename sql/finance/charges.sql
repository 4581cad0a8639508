-- One line's worth of what is due now.
select
    c.customer_id,
    m.period_start,
    m.period_end,
    m.product_code,
    m.kind,
    coalesce(n.person_id, m.person_id) as person_id,
    m.unit_price,
    m.proration,
    m.days,
    m.days_in_period::integer as days_in_period,
    m.exact_numerator,
    m.exact_denominator,
    money(m.amount_minor + c.unit, p.minor_digits) as amount,
    p.currency,
    c.period,
from billing.charged as c
inner join billing.amounts as m
    on c.period = m.period and c.customer_id = m.customer_id and c.amount_no = m.amount_no
left join billing.line_names as n
    on c.period = n.period and c.customer_id = n.customer_id and c.place = n.place
inner join billing.periods as p on c.period = p.period and c.customer_id = p.customer_id
