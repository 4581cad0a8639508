-- One line: whose amount it is, where it stands, and the minor unit that it was handed, if any
-- (rule 9). Numbers alone: an amount is written once, and so is the name of a person.
with persons as (
    select
        m.period,
        m.customer_id,
        m.amount_no,
        m.section,
        m.unit_price,
        m.remainder > 0 and m.missing > 0 as is_contested,
        n.place,
        p.person_id,
    from billing.amounts as m
    inner join billing.asked as a on m.period = a.period and m.customer_id = a.customer_id
    inner join billing.person_days as p
        on
            m.period = p.period
            and m.customer_id = p.customer_id
            and m.product_code = p.product_code
            and m.mask = p.mask
    inner join billing.line_names as n
        on
            p.period = n.period
            and p.customer_id = n.customer_id
            and p.person_id = n.person_id
),
others as (
    select
        m.period,
        m.customer_id,
        m.amount_no,
        m.section,
        m.unit_price,
        m.remainder > 0 and m.missing > 0 as is_contested,
        n.place,
        m.person_id,
    from billing.amounts as m
    inner join billing.asked as a on m.period = a.period and m.customer_id = a.customer_id
    left join billing.line_names as n
        on
            m.period = n.period
            and m.customer_id = n.customer_id
            and case when m.kind = 'person' then m.person_id end = n.person_id
    where m.mask is null
),
every as (
    from persons
    union all
    from others
),
-- Only lines with a remainder can be handed a unit, so only they are ranked.
handed as (
    select
        e.period,
        e.customer_id,
        e.amount_no,
        e.section,
        e.unit_price,
        e.place,
        0 as unit,
    from every as e
    where not e.is_contested
    union all
    select
        e.period,
        e.customer_id,
        e.amount_no,
        e.section,
        e.unit_price,
        e.place,
        case
            when
                row_number() over (
                    partition by m.period, m.customer_id, m.product_code
                    order by
                        m.remainder desc,
                        list_position(
                            ['person', 'minimum', 'unassigned', 'flat', 'counted'], m.kind
                        ),
                        e.person_id asc,
                        m.unit_price desc
                ) <= m.missing
                then 1
            else 0
        end as unit,
    from every as e
    inner join billing.amounts as m
        on
            e.period = m.period
            and e.customer_id = m.customer_id
            and e.amount_no = m.amount_no
    where e.is_contested
)
select
    h.period,
    h.customer_id,
    (
        row_number() over (
            partition by h.period, h.customer_id
            order by h.section asc, h.place asc, h.unit_price desc
        )
    )::integer as line_no,
    h.amount_no,
    h.place,
    h.unit,
from handed as h
