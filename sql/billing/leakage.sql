-- One customer, period and cause of days that people had something and nobody paid for it.
with lost as (
    select
        d.bill_no,
        'excluded' as cause,
        d.product_code,
        d.had_mask & ~d.kept_mask as mask,
        count(*) as persons,
    from billing.person_days as d
    semi join billing.asked as a on d.bill_no = a.bill_no
    where d.had_mask <> d.kept_mask
    group by d.bill_no, d.product_code, d.had_mask & ~d.kept_mask
    union all
    select
        h.bill_no,
        'not_billed' as cause,
        null::varchar as product_code,
        h.mask,
        count(*) as persons,
    from (
        select
            p.bill_no,
            bit_or(p.mask) as mask,
        from billing.held_days as p
        inner join history.sku_products as k on p.sku_no = k.sku_no
        inner join billing.accounts as a on p.place = a.place
        where p.product_no is null and k.is_known
        group by p.bill_no, a.person_id, k.sku_id
    ) as h
    group by h.bill_no, h.mask
),
counted as (
    select
        l.bill_no,
        l.cause,
        sum(bit_count(l.mask) * l.persons)::bigint as days,
    from lost as l
    group by l.bill_no, l.cause
),
priced as (
    select
        l.bill_no,
        l.cause,
        sum(r.first_price * bit_count(l.mask & r.mask) * l.persons) as price_days,
    from lost as l
    inner join billing.asked as a on l.bill_no = a.bill_no
    inner join billing.rates as r
        on
            a.period = r.period
            and a.customer_id = r.customer_id
            and l.product_code = r.product_code
            and l.mask & r.mask <> 0
    group by l.bill_no, l.cause
)
select
    a.period,
    a.customer_id,
    c.cause,
    c.days,
    round_ratio(
        p.price_days * minor_per_unit(a.minor_digits), 10000000000::hugeint * a.days_in_period
    )::bigint as amount_minor,
from counted as c
inner join billing.asked as a on c.bill_no = a.bill_no
left join priced as p on c.bill_no = p.bill_no and c.cause = p.cause
