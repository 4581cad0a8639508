-- One customer, period and cause of days that people had something and nobody paid for it.
with lost as (
    select
        d.period,
        d.customer_id,
        'excluded' as cause,
        d.product_code,
        d.had_mask & ~d.kept_mask as mask,
        count(*) as persons,
    from billing.person_days as d
    semi join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    where d.had_mask <> d.kept_mask
    group by d.period, d.customer_id, d.product_code, d.had_mask & ~d.kept_mask
    union all
    select
        h.period,
        h.customer_id,
        'not_billed' as cause,
        null::varchar as product_code,
        h.mask,
        count(*) as persons,
    from (
        select
            p.period,
            p.customer_id,
            bit_or(p.mask) as mask,
        from billing.held_days as p
        where p.product_code is null and p.is_known
        group by p.period, p.customer_id, p.person_id, p.sku_id
    ) as h
    group by h.period, h.customer_id, h.mask
),
priced as (
    select
        l.period,
        l.customer_id,
        l.cause,
        bit_count(l.mask) * l.persons as days,
        sum(r.first_price * bit_count(l.mask & r.mask)) * l.persons as price_days,
    from lost as l
    left join billing.rates as r
        on
            l.period = r.period
            and l.customer_id = r.customer_id
            and l.product_code = r.product_code
            and l.mask & r.mask <> 0
    group by l.period, l.customer_id, l.cause, l.product_code, l.mask, l.persons
)
select
    p.period,
    p.customer_id,
    p.cause,
    sum(p.days)::bigint as days,
    round_ratio(
        sum(p.price_days) * minor_per_unit(any_value(a.minor_digits)),
        10000000000::hugeint * any_value(a.days_in_period)
    )::bigint as amount_minor,
from priced as p
inner join billing.asked as a on p.period = a.period and p.customer_id = a.customer_id
group by p.period, p.customer_id, p.cause
