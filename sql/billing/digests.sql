-- What is written on the lines of a period that is drafted, as hashes: all that a customer reads of
-- them, and nothing else.
with own as (
    select
        d.bill_no,
        d.period,
        d.customer_id,
    from billing.drafted as d
    semi join billing.asked as a on d.bill_no = a.bill_no
),
products as (
    select
        o.bill_no,
        string_agg(
            json_array(
                p.product_code, p.product_name, p.tax_category, p.tax_rate::varchar
            )::varchar,
            chr(10) order by p.product_code
        ) as written,
    from billing.line_products as p
    inner join own as o on p.period = o.period and p.customer_id = o.customer_id
    group by o.bill_no
),
-- What is printed of an amount is the same on every line that has it.
amounts as (
    select
        o.bill_no,
        sha256(string_agg(
            json_array(
                m.section,
                m.product_code,
                m.kind,
                m.person_id,
                m.unit_price::varchar,
                m.from_day - m.period_start,
                m.to_day - m.period_start,
                m.days,
                m.proration,
                m.amount_minor,
                m.description
            )::varchar,
            chr(10) order by m.amount_no
        )) as digest,
    from billing.amounts as m
    inner join own as o on m.bill_no = o.bill_no
    group by o.bill_no
),
-- Lines of each person, by the number of their amount and whether a minor unit was handed.
lines as (
    select
        o.bill_no,
        coalesce(c.place, 0) as place,
        list_sort(list(2 * c.amount_no + c.unit)) as lines,
    from billing.charged as c
    inner join own as o on c.bill_no = o.bill_no
    group by o.bill_no, coalesce(c.place, 0)
),
names as (
    select
        o.bill_no,
        n.place,
        n.person_id,
        n.display_name,
        n.user_principal_name,
        n.department,
    from billing.names as n
    inner join own as o on n.bill_no = o.bill_no
    union all
    -- Nobody, whose lines are the rest.
    select
        o.bill_no,
        0 as place,
        null as person_id,
        null as display_name,
        null as user_principal_name,
        null as department,
    from own as o
),
-- A place is an order and no more: it has gaps where nothing is charged.
persons as (
    select
        n.bill_no,
        sha256(string_agg(
            json_array(
                n.person_id, n.display_name, n.user_principal_name, n.department, l.lines
            )::varchar,
            chr(10) order by n.place
        )) as digest,
    from names as n
    inner join lines as l on n.bill_no = l.bill_no and n.place = l.place
    group by n.bill_no
)
select
    o.bill_no,
    r.written as products,
    m.digest as amounts,
    p.digest as persons,
from own as o
left join products as r on o.bill_no = r.bill_no
left join amounts as m on o.bill_no = m.bill_no
left join persons as p on o.bill_no = p.bill_no
