-- One line's worth of what is due now. A line of a person goes by that person's name; names of
-- other periods are not looked up when one is published.
with lines as not materialized (
    select
        p.period,
        p.customer_id,
        p.minor_digits,
        p.currency,
        c.*,
    from billing.charged as c
    inner join billing.periods as p on c.bill_no = p.bill_no
),
named as not materialized (
    select
        l.*,
        person_of(n.listed_person_id, t.directory_id, t.user_id) as person_id,
    from lines as l
    inner join billing.line_names as n on l.bill_no = n.bill_no and l.place = n.place
    left join snapshot.user_attributes as t on n.attributes_key = t.attributes_key
    union all
    select
        l.*,
        null as person_id,
    from lines as l
    where l.place is null
)
select
    c.customer_id,
    m.period_start,
    m.period_end,
    m.product_code,
    m.kind,
    coalesce(c.person_id, m.person_id) as person_id,
    m.unit_price,
    m.proration,
    m.days,
    m.days_in_period::integer as days_in_period,
    m.exact_numerator,
    m.exact_denominator,
    money(m.amount_minor + c.unit, c.minor_digits) as amount,
    c.currency,
    c.period,
from named as c
inner join billing.amounts as m on c.bill_no = m.bill_no and c.amount_no = m.amount_no
