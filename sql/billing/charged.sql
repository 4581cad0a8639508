-- One line: whose amount it is, where it stands, and the minor unit that it was handed, if any
-- (rule 9). Numbers alone: an amount is written once, and so is the name of a person.
with names as (
    select
        n.period,
        n.customer_id,
        n.person_id,
        n.place,
    from billing.line_names as n
    semi join billing.asked as a on n.period = a.period and n.customer_id = a.customer_id
),
days as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.mask,
        d.person_id,
    from billing.person_days as d
    semi join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
),
-- What is due by days is a line of each person who has them.
due as (
    select
        m.period,
        m.customer_id,
        m.amount_no,
        m.section,
        m.kind,
        m.unit_price,
        m.remainder > 0 and m.missing > 0 as is_contested,
        coalesce(d.person_id, m.person_id) as person_id,
    from billing.amounts as m
    semi join billing.asked as a on m.period = a.period and m.customer_id = a.customer_id
    left join days as d
        on
            m.period = d.period
            and m.customer_id = d.customer_id
            and m.product_code = d.product_code
            and m.mask = d.mask
),
every as (
    select
        u.period,
        u.customer_id,
        u.amount_no,
        u.section,
        u.unit_price,
        u.is_contested,
        n.place,
        u.person_id,
    from due as u
    left join names as n
        on
            u.period = n.period
            and u.customer_id = n.customer_id
            and case when u.kind = 'person' then u.person_id end = n.person_id
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
    inner join (
        select m.* from billing.amounts as m
        semi join billing.asked as k on m.period = k.period and m.customer_id = k.customer_id
    ) as m
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
