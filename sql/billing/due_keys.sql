-- One line key and what is due for it, exact, of what a run was asked for: by days, it is due by
-- each person who has them. How it is rounded and where its line stands is no part of it.
with exact as (
    select
        a.bill_no,
        d.product_code,
        d.kind,
        d.mask,
        d.place,
        d.adjustment_id,
        price(d.price) as unit_price,
        d.proration,
        d.days,
        a.period_start + d.from_index as from_day,
        a.period_start + d.to_index as to_day,
        quotient(d.parts, parts_per_unit(d.days_in_period)) as whole,
        modulus(d.parts, parts_per_unit(d.days_in_period)) as beyond,
        gcd(beyond, parts_per_unit(d.days_in_period)::bigint) as divisor,
        beyond // divisor as rest,
        parts_per_unit(d.days_in_period)::bigint // divisor as denominator,
        d.description,
    from billing.dues as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    where d.parts <> 0
),
placed as (
    select
        e.* exclude (place),
        d.place,
    from billing.person_days as d
    inner join exact as e
        on d.bill_no = e.bill_no and d.product_code = e.product_code and d.mask = e.mask
    union all
    select
        e.* exclude (place),
        e.place,
    from exact as e
    where e.mask is null
)
select
    p.bill_no,
    p.product_code,
    p.kind,
    p.place,
    coalesce(c.person_id, p.adjustment_id) as person_id,
    p.unit_price,
    p.proration,
    p.days,
    p.from_day,
    p.to_day,
    p.whole,
    p.rest,
    p.denominator,
    p.description,
from placed as p
left join billing.accounts as c on p.place = c.place
