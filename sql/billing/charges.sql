-- One line's worth of what is due, exact and rounded: a group's exact total is rounded once and
-- handed to its lines by largest remainder (rule 9). Adjustments are what they say.
with due as (
    select
        d.rowid as due_id,
        d.period,
        d.customer_id,
        d.product_code,
        d.kind,
        d.person_id,
        d.price,
        d.parts,
        d.days_in_period,
        a.minor_digits,
    from billing.dues as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    where d.parts > 0
),
-- Many lines are due the same: each amount is divided and reduced once.
distinct_dues as (
    select distinct
        d.price,
        d.parts,
        d.days_in_period,
        d.minor_digits,
    from due as d
),
scaled as (
    select
        d.price,
        d.parts,
        d.days_in_period,
        d.minor_digits,
        d.parts * minor_per_unit(d.minor_digits) as numerator,
        parts_per_unit(d.days_in_period) as denominator,
        gcd(d.parts, parts_per_unit(d.days_in_period)) as divisor,
    from distinct_dues as d
),
amounts as (
    select
        s.price,
        s.parts,
        s.days_in_period,
        s.minor_digits,
        price(s.price) as unit_price,
        s.numerator,
        s.denominator,
        s.numerator // s.denominator as whole,
        s.numerator % s.denominator as remainder,
        s.parts // s.divisor as exact_numerator,
        s.denominator // s.divisor as exact_denominator,
    from scaled as s
),
counted as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.price,
        d.parts,
        d.days_in_period,
        d.minor_digits,
        count(*) as lines,
    from due as d
    group by all
),
groups as (
    select
        c.period,
        c.customer_id,
        c.product_code,
        round_ratio(sum(m.numerator * c.lines), any_value(m.denominator))
        - sum(m.whole * c.lines) as missing,
    from counted as c
    inner join amounts as m
        on
            c.parts = m.parts
            and c.price = m.price
            and c.days_in_period = m.days_in_period
            and c.minor_digits = m.minor_digits
    group by c.period, c.customer_id, c.product_code
),
-- Only lines with a remainder can be handed a unit, so only they are put in order.
ranked as (
    select
        d.due_id,
        g.missing,
        row_number() over (
            partition by d.period, d.customer_id, d.product_code
            order by
                m.remainder desc,
                list_position(['person', 'minimum', 'unassigned', 'flat', 'counted'], d.kind),
                d.person_id asc,
                d.price desc
        ) as place,
    from due as d
    inner join (
        select * from amounts
        where remainder > 0
    ) as m
        on
            d.parts = m.parts
            and d.price = m.price
            and d.days_in_period = m.days_in_period
            and d.minor_digits = m.minor_digits
    inner join (
        select * from groups
        where missing > 0
    ) as g
        on
            d.period = g.period
            and d.customer_id = g.customer_id
            and d.product_code = g.product_code
),
handed as (
    select r.due_id from ranked as r
    where r.place <= r.missing
),
allocated as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.kind,
        d.person_id,
        m.unit_price,
        d.proration,
        d.days,
        a.period_start + d.from_index as from_day,
        a.period_start + d.to_index as to_day,
        d.days_in_period,
        m.exact_numerator,
        m.exact_denominator,
        (m.whole + case when h.due_id is null then 0 else 1 end)::bigint as amount_minor,
    from billing.dues as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    inner join amounts as m
        on
            d.parts = m.parts
            and d.price = m.price
            and d.days_in_period = m.days_in_period
            and a.minor_digits = m.minor_digits
    left join handed as h on d.rowid = h.due_id
),
adjusted as (
    select
        a.period,
        a.customer_id,
        j.product_code,
        'adjustment' as kind,
        j.adjustment_id as person_id,
        null::decimal(28, 10) as unit_price,
        null::varchar as proration,
        null::bigint as days,
        j.day as from_day,
        j.day + 1 as to_day,
        a.days_in_period,
        (j.amount::decimal(18, 3) * 1000)::hugeint
        // gcd((j.amount::decimal(18, 3) * 1000)::hugeint, 1000::hugeint) as exact_numerator,
        1000::hugeint
        // gcd((j.amount::decimal(18, 3) * 1000)::hugeint, 1000::hugeint) as exact_denominator,
        (
            (j.amount::decimal(18, 3) * 1000)::hugeint
            // (1000 // minor_per_unit(a.minor_digits))
        )::bigint as amount_minor,
    from reference.adjustments as j
    inner join billing.asked as a on j.customer_id = a.customer_id
    where
        a.is_due
        and j.amount <> 0
        and day_mask(j.day, j.day + 1, a.period_start, a.days_in_period) & a.window_mask <> 0
),
every as (
    from allocated
    union all by name
    from adjusted
)
select
    e.period,
    e.customer_id,
    a.period_start,
    a.period_end,
    e.product_code,
    e.kind,
    e.person_id,
    e.unit_price,
    e.proration,
    e.days,
    e.from_day,
    e.to_day,
    e.days_in_period,
    e.exact_numerator,
    e.exact_denominator,
    e.amount_minor,
    money(e.amount_minor, a.minor_digits) as amount,
from every as e
inner join billing.asked as a on e.period = a.period and e.customer_id = a.customer_id
