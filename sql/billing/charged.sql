-- One line: whose amount it is, where it stands, and the minor unit that it was handed, if any
-- (rule 9). Numbers alone: an amount is written once, and so is the name of a person.
with amounts as (
    select
        m.bill_no,
        m.amount_no,
        m.section,
        m.kind,
        m.product_code,
        m.mask,
        m.place,
        m.unit_price,
        m.remainder,
        m.missing,
        m.remainder > 0 and m.missing > 0 as is_contested,
    from billing.amounts as m
    semi join billing.asked as a on m.bill_no = a.bill_no
),
-- What is due by days is a line of each person who has them.
lines as (
    select
        d.bill_no,
        m.amount_no,
        m.section,
        m.is_contested,
        d.place,
    from billing.person_days as d
    inner join amounts as m
        on d.bill_no = m.bill_no and d.product_code = m.product_code and d.mask = m.mask
    union all
    select
        m.bill_no,
        m.amount_no,
        m.section,
        m.is_contested,
        m.place,
    from amounts as m
    where m.mask is null
),
-- Only lines with a remainder can be handed a unit, so only they are ranked.
ranked as (
    select
        l.bill_no,
        l.amount_no,
        l.place,
        row_number() over (
            partition by l.bill_no, m.product_code
            order by
                m.remainder desc,
                list_position(['person', 'minimum', 'unassigned', 'flat', 'counted'], m.kind),
                a.person_id asc,
                m.unit_price desc
        ) <= m.missing as is_handed,
    from lines as l
    inner join amounts as m on l.bill_no = m.bill_no and l.amount_no = m.amount_no
    left join billing.accounts as a on l.place = a.place
    where l.is_contested
),
handed as (
    select
        l.bill_no,
        l.amount_no,
        l.section,
        l.place,
        0 as unit,
    from lines as l
    where not l.is_contested
    union all
    select
        r.bill_no,
        r.amount_no,
        m.section,
        r.place,
        r.is_handed::integer as unit,
    from ranked as r
    inner join amounts as m on r.bill_no = m.bill_no and r.amount_no = m.amount_no
)
select
    h.bill_no,
    (
        row_number() over (
            partition by h.bill_no
            order by h.section, h.place, h.amount_no
        )
    )::integer as line_no,
    h.amount_no,
    h.place,
    h.unit,
from handed as h
