-- One line's worth of what is due now.
select
    p.customer_id,
    m.period_start,
    m.period_end,
    m.product_code,
    m.kind,
    coalesce(n.listed_person_id, t.directory_id || '/' || t.user_id, m.person_id) as person_id,
    m.unit_price,
    m.proration,
    m.days,
    m.days_in_period::integer as days_in_period,
    m.exact_numerator,
    m.exact_denominator,
    money(m.amount_minor + c.unit, p.minor_digits) as amount,
    p.currency,
    p.period,
from billing.charged as c
inner join billing.amounts as m on c.bill_no = m.bill_no and c.amount_no = m.amount_no
left join billing.line_names as n on c.bill_no = n.bill_no and c.place = n.place
left join snapshot.user_attributes as t on n.attributes_key = t.attributes_key
inner join billing.periods as p on c.bill_no = p.bill_no
