-- One line's worth of what is due, exact and rounded: a group's exact total is rounded once and
-- handed to its lines by largest remainder (rule 9). Adjustments are what they say.
-- Many lines are due the same: each amount is divided, reduced and put in order once.
with scaled as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.kind,
        d.mask,
        d.persons,
        d.person_id,
        d.price,
        d.proration,
        d.days,
        a.period_start + d.from_index as from_day,
        a.period_start + d.to_index as to_day,
        d.parts,
        d.parts * minor_per_unit(a.minor_digits) as numerator,
        parts_per_unit(d.days_in_period) as denominator,
        gcd(d.parts, parts_per_unit(d.days_in_period)) as divisor,
    from billing.dues as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    where d.parts > 0
),
groups as (
    select
        s.period,
        s.customer_id,
        s.product_code,
        round_ratio(sum(s.numerator * s.persons), any_value(s.denominator))
        - sum(s.numerator // s.denominator * s.persons) as missing,
    from scaled as s
    group by s.period, s.customer_id, s.product_code
),
rounded as (
    select
        s.period,
        s.customer_id,
        s.product_code,
        s.kind,
        s.mask,
        s.person_id,
        price(s.price) as unit_price,
        s.proration,
        s.days,
        s.from_day,
        s.to_day,
        s.parts // s.divisor as exact_numerator,
        s.denominator // s.divisor as exact_denominator,
        (s.numerator // s.denominator)::bigint as amount_minor,
        s.numerator % s.denominator as remainder,
        g.missing,
        null::varchar as description,
    from scaled as s
    inner join groups as g
        on
            s.period = g.period
            and s.customer_id = g.customer_id
            and s.product_code = g.product_code
),
adjusted as (
    select
        a.period,
        a.customer_id,
        j.product_code,
        'adjustment' as kind,
        null::bigint as mask,
        j.adjustment_id as person_id,
        null::decimal(28, 10) as unit_price,
        null::varchar as proration,
        null::bigint as days,
        j.day as from_day,
        j.day + 1 as to_day,
        (j.amount::decimal(18, 3) * 1000)::hugeint
        // gcd((j.amount::decimal(18, 3) * 1000)::hugeint, 1000::hugeint) as exact_numerator,
        1000::hugeint
        // gcd((j.amount::decimal(18, 3) * 1000)::hugeint, 1000::hugeint) as exact_denominator,
        (
            (j.amount::decimal(18, 3) * 1000)::hugeint
            // (1000 // minor_per_unit(a.minor_digits))
        )::bigint as amount_minor,
        0::hugeint as remainder,
        0::hugeint as missing,
        j.description,
    from reference.adjustments as j
    inner join billing.asked as a on j.customer_id = a.customer_id
    where
        a.is_due
        and j.amount <> 0
        and day_mask(j.day, j.day + 1, a.period_start, a.days_in_period) & a.window_mask <> 0
),
every as (
    from rounded
    union all by name
    from adjusted
),
-- Lines go by product as in its file, then kind, then person; adjustments without a product last.
amounts as materialized (
    select
        e.*,
        row_number() over () as amount_id,
        a.rowid as asked_id,
        dense_rank() over (
            order by
                coalesce(o.line, 1000000000),
                list_position(
                    ['person', 'minimum', 'unassigned', 'flat', 'counted', 'adjustment'], e.kind
                ),
                case when e.kind = 'adjustment' then e.person_id end
        ) as section,
    from every as e
    inner join billing.asked as a on e.period = a.period and e.customer_id = a.customer_id
    left join reference.products as o on e.product_code = o.product_code
),
charged as (
    select
        m.amount_id,
        m.asked_id,
        m.section,
        m.unit_price,
        m.remainder > 0 and m.missing > 0 as is_contested,
        p.person_id,
        n.place,
    from amounts as m
    inner join (
        select d.* from billing.person_days as d
        semi join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    ) as p
        on
            m.period = p.period
            and m.customer_id = p.customer_id
            and m.product_code = p.product_code
            and m.mask = p.mask
    left join (
        select l.* from billing.line_names as l
        semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
    ) as n
        on
            p.period = n.period
            and p.customer_id = n.customer_id
            and p.person_id = n.person_id
    union all
    select
        m.amount_id,
        m.asked_id,
        m.section,
        m.unit_price,
        m.remainder > 0 and m.missing > 0 as is_contested,
        m.person_id,
        n.place,
    from amounts as m
    left join (
        select l.* from billing.line_names as l
        semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
    ) as n
        on
            m.period = n.period
            and m.customer_id = n.customer_id
            and case when m.kind = 'person' then m.person_id end = n.person_id
    where m.mask is null
),
-- Only lines with a remainder can be handed a unit, so only they are ranked.
handed as (
    select
        c.amount_id,
        c.asked_id,
        c.section,
        c.unit_price,
        c.person_id,
        c.place,
        0 as unit,
    from charged as c
    where not c.is_contested
    union all
    select
        c.amount_id,
        c.asked_id,
        c.section,
        c.unit_price,
        c.person_id,
        c.place,
        case
            when
                row_number() over (
                    partition by m.period, m.customer_id, m.product_code
                    order by
                        m.remainder desc,
                        list_position(
                            ['person', 'minimum', 'unassigned', 'flat', 'counted'], m.kind
                        ),
                        c.person_id asc,
                        m.unit_price desc
                ) <= m.missing
                then 1
            else 0
        end as unit,
    from charged as c
    inner join amounts as m on c.amount_id = m.amount_id
    where c.is_contested
),
ordered as (
    select
        h.amount_id,
        h.person_id,
        h.unit,
        row_number() over (
            partition by h.asked_id
            order by h.section asc, h.place asc, h.unit_price desc
        )::integer as line_no,
    from handed as h
)
select
    m.period,
    m.customer_id,
    a.period_start,
    a.period_end,
    m.product_code,
    m.kind,
    o.person_id,
    m.unit_price,
    m.proration,
    m.days,
    m.from_day,
    m.to_day,
    a.days_in_period,
    m.exact_numerator,
    m.exact_denominator,
    m.amount_minor + o.unit as amount_minor,
    o.line_no,
    m.description,
from ordered as o
inner join amounts as m on o.amount_id = m.amount_id
inner join billing.asked as a on m.asked_id = a.rowid
