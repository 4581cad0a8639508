-- One amount due, exact and rounded down, by one line or by each of those whose days are the same;
-- what rounding its group leaves is missing, and handed to lines of the group (rule 9).
-- `whole` units and `rest` are apart, so that 64 bits hold each.
with due as (
    select
        a.bill_no,
        d.product_code,
        d.kind,
        d.mask,
        d.persons as lines,
        d.place,
        d.adjustment_id,
        d.price,
        d.proration,
        d.days,
        a.period_start + d.from_index as from_day,
        a.period_start + d.to_index as to_day,
        minor_per_unit(a.minor_digits)::bigint as minor,
        parts_per_unit(d.days_in_period)::bigint as denominator,
        quotient(d.parts, parts_per_unit(d.days_in_period)) as whole,
        modulus(d.parts, parts_per_unit(d.days_in_period)) as rest,
        d.description,
    from billing.dues as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    where d.parts <> 0
),
-- Lines go by product as in its file, then kind, then person; adjustments without a product last.
sections as (
    select
        d.bill_no,
        d.product_code,
        d.kind,
        d.adjustment_id,
        dense_rank() over (
            partition by d.bill_no
            order by
                coalesce(any_value(o.line), 1000000000),
                list_position(
                    ['person', 'minimum', 'unassigned', 'flat', 'counted', 'adjustment'], d.kind
                ),
                d.adjustment_id
        ) as section,
        round_ratio(
            sum(sum((d.rest * d.minor % d.denominator)::hugeint * d.lines)) over (
                partition by d.bill_no, d.product_code, d.kind = 'adjustment'
            ),
            any_value(d.denominator)
        )::bigint as missing,
    from due as d
    left join reference.products as o on d.product_code = o.product_code
    group by d.bill_no, d.product_code, d.kind, d.adjustment_id
),
placed as (
    select
        d.*,
        s.section,
        s.missing,
        row_number() over (
            partition by d.bill_no
            order by s.section asc, d.price desc, d.mask asc, d.place asc
        ) as amount_no,
        d.denominator // gcd(d.rest, d.denominator) as exact_denominator,
    from due as d
    inner join sections as s
        on
            d.bill_no = s.bill_no
            and d.kind = s.kind
            and d.product_code is not distinct from s.product_code
            and d.adjustment_id is not distinct from s.adjustment_id
)
select
    a.bill_no,
    a.period,
    a.customer_id,
    p.amount_no::integer as amount_no,
    p.section::integer as section,
    a.period_start,
    a.period_end,
    p.product_code,
    p.kind,
    p.mask,
    p.lines::integer as lines,
    p.place,
    p.adjustment_id as person_id,
    price(p.price) as unit_price,
    p.proration,
    p.days,
    p.from_day,
    p.to_day,
    a.days_in_period,
    p.whole::hugeint * p.exact_denominator
    + p.rest // (p.denominator // p.exact_denominator) as exact_numerator,
    p.exact_denominator::hugeint as exact_denominator,
    p.whole * p.minor + p.rest * p.minor // p.denominator as amount_minor,
    p.rest * p.minor % p.denominator as remainder,
    p.missing,
    p.description,
from placed as p
inner join billing.asked as a on p.bill_no = a.bill_no
