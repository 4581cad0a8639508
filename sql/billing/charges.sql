-- One line's worth of what is due, exact and rounded: a group's exact total is rounded once and
-- handed to its lines by largest remainder (rule 9). Adjustments are what they say.
with scaled as (
    select
        d.*,
        d.parts * minor_per_unit(a.minor_digits) as numerator,
        parts_per_unit(d.days_in_period) as denominator,
    from billing.dues as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
),
floored as (
    select
        s.*,
        s.numerator // s.denominator as whole,
        s.numerator % s.denominator as remainder,
    from scaled as s
),
groups as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        round_ratio(sum(f.numerator), any_value(f.denominator)) - sum(f.whole) as missing,
    from floored as f
    group by f.period, f.customer_id, f.product_code
),
-- Only lines with a remainder can be handed a unit, so only they are put in order.
ranked as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        f.kind,
        f.person_id,
        f.price,
        row_number() over (
            partition by f.period, f.customer_id, f.product_code
            order by
                f.remainder desc,
                list_position(['person', 'minimum', 'unassigned', 'flat', 'counted'], f.kind),
                f.person_id asc,
                f.price desc
        ) as place,
    from floored as f
    semi join (
        select * from groups
        where missing > 0
    ) as g
        on
            f.period = g.period
            and f.customer_id = g.customer_id
            and f.product_code = g.product_code
    where f.remainder > 0
),
handed as (
    select
        r.period,
        r.customer_id,
        r.product_code,
        r.kind,
        r.person_id,
        r.price,
    from ranked as r
    inner join groups as g
        on
            r.period = g.period
            and r.customer_id = g.customer_id
            and r.product_code = g.product_code
    where r.place <= g.missing
),
allocated as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        f.kind,
        f.person_id,
        f.price,
        f.proration,
        f.days,
        a.period_start + f.from_index as from_day,
        a.period_start + f.to_index as to_day,
        f.days_in_period,
        f.parts,
        f.denominator,
        f.whole + case when h.period is null then 0 else 1 end as amount_minor,
    from floored as f
    inner join billing.asked as a on f.period = a.period and f.customer_id = a.customer_id
    left join handed as h
        on
            f.customer_id = h.customer_id
            and f.product_code = h.product_code
            and f.kind = h.kind
            and f.person_id is not distinct from h.person_id
            and f.price = h.price
            and f.period = h.period
),
adjusted as (
    select
        a.period,
        a.customer_id,
        j.product_code,
        'adjustment' as kind,
        j.adjustment_id as person_id,
        null::hugeint as price,
        null::varchar as proration,
        null::bigint as days,
        j.day as from_day,
        j.day + 1 as to_day,
        a.days_in_period,
        (j.amount::decimal(18, 3) * 1000)::hugeint as parts,
        1000::hugeint as denominator,
        (j.amount::decimal(18, 3) * 1000)::hugeint
        // (1000 // minor_per_unit(a.minor_digits)) as amount_minor,
    from reference.adjustments as j
    inner join billing.asked as a on j.customer_id = a.customer_id
    where
        a.is_ended
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
    price(e.price) as unit_price,
    e.proration,
    e.days,
    e.from_day,
    e.to_day,
    e.days_in_period,
    e.parts // gcd(e.parts, e.denominator) as exact_numerator,
    e.denominator // gcd(e.parts, e.denominator) as exact_denominator,
    e.amount_minor::bigint as amount_minor,
    money(e.amount_minor, a.minor_digits) as amount,
from every as e
inner join billing.asked as a on e.period = a.period and e.customer_id = a.customer_id
