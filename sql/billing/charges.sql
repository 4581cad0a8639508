-- One line's worth of what is due, exact and rounded: a group's exact total is rounded once and
-- handed to its lines by largest remainder (rule 9). Of what a run was asked for alone: what a join
-- is built of is read whole, however little is looked up in it.
select
    c.period,
    c.customer_id,
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
from (
    select h.* from billing.charged as h
    semi join billing.asked as a on h.period = a.period and h.customer_id = a.customer_id
) as c
inner join (
    select h.* from billing.amounts as h
    semi join billing.asked as a on h.period = a.period and h.customer_id = a.customer_id
) as m
    on
        c.period = m.period
        and c.customer_id = m.customer_id
        and c.amount_no = m.amount_no
left join (
    select h.* from billing.line_names as h
    semi join billing.asked as a on h.period = a.period and h.customer_id = a.customer_id
) as n
    on
        c.period = n.period
        and c.customer_id = n.customer_id
        and c.place = n.place
