-- One line's worth of what is due, exact and rounded: a group's exact total is rounded once and
-- handed to its lines by largest remainder (rule 9). Of what a run was asked for alone: what a join
-- is built of is read whole, however little is looked up in it.
select
    m.period,
    m.customer_id,
    m.period_start,
    m.period_end,
    m.product_code,
    m.kind,
    coalesce(n.person_id, m.person_id) as person_id,
    m.unit_price,
    m.proration,
    m.days,
    m.from_day,
    m.to_day,
    m.days_in_period,
    m.exact_numerator,
    m.exact_denominator,
    m.amount_minor + c.unit as amount_minor,
    c.line_no,
    n.display_name,
    n.user_principal_name,
    n.department,
    m.description,
from billing.charged as c
inner join (
    select h.* from billing.amounts as h
    semi join billing.asked as a on h.bill_no = a.bill_no
) as m
    on c.bill_no = m.bill_no and c.amount_no = m.amount_no
left join billing.names as n on c.bill_no = n.bill_no and c.place = n.place
