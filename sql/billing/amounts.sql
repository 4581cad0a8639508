-- One amount due, exact and rounded down, by one line or by each of those whose days are the same;
-- what rounding its group leaves is missing, and handed to lines of the group (rule 9).
-- Adjustments are what they say.
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
        d.days_in_period,
        a.period_start,
        a.period_end,
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
        s.period_start,
        s.period_end,
        s.days_in_period,
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
        a.period_start,
        a.period_end,
        a.days_in_period,
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
placed as (
    select
        e.*,
        dense_rank() over (
            partition by e.period, e.customer_id
            order by
                coalesce(o.line, 1000000000),
                list_position(
                    ['person', 'minimum', 'unassigned', 'flat', 'counted', 'adjustment'], e.kind
                ),
                case when e.kind = 'adjustment' then e.person_id end
        ) as section,
    from every as e
    left join reference.products as o on e.product_code = o.product_code
)
select
    p.period,
    p.customer_id,
    (
        row_number() over (
            partition by p.period, p.customer_id
            order by p.section asc, p.unit_price desc, p.mask asc, p.person_id asc
        )
    )::integer as amount_no,
    p.section::integer as section,
    p.period_start,
    p.period_end,
    p.product_code,
    p.kind,
    p.mask,
    p.person_id,
    p.unit_price,
    p.proration,
    p.days,
    p.from_day,
    p.to_day,
    p.days_in_period,
    p.exact_numerator,
    p.exact_denominator,
    p.amount_minor,
    p.remainder,
    p.missing::bigint as missing,
    p.description,
from placed as p
