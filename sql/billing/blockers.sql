-- One thing that keeps a customer's period from being billed, or (is_warning) ought to be known.
with unmapped_sku as (
    select
        a.period,
        a.customer_id,
        'unmapped_sku' as code,
        false as is_warning,
        k.directory_id,
        'sku ' || k.sku_id || coalesce(' (' || any_value(k.sku_part_number) || ')', '')
        || ', ' || count(distinct h.place)::varchar || ' accounts' as detail,
        any_value(a.period_start) + first_index(bit_or(h.mask)) as since,
    from billing.held_days as h
    inner join history.sku_products as k on h.sku_no = k.sku_no
    inner join billing.asked as a on h.bill_no = a.bill_no
    where h.product_no is null and not k.is_known
    group by a.period, a.customer_id, k.directory_id, k.sku_id
),
by_day_rates as (
    select
        r.period,
        r.customer_id,
        r.product_code,
        bit_or(r.mask) as mask,
    from billing.rates as r
    where r.proration = 'actual_days'
    group by r.period, r.customer_id, r.product_code
),
needed as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        bit_or(case
            when first_bit(d.mask) & coalesce(p.priced_mask, 0) = 0 then first_bit(d.mask)
            when first_bit(d.mask) & r.mask <> 0 then d.mask & ~p.priced_mask
            else 0
        end) as mask,
        coalesce(any_value(p.foreign_mask), 0) as foreign_mask,
    from billing.patterns as d
    inner join reference.products as o on d.product_code = o.product_code and o.kind = 'sku'
    left join billing.priced_days as p
        on
            d.period = p.period
            and d.customer_id = p.customer_id
            and d.product_code = p.product_code
    left join by_day_rates as r
        on
            d.period = r.period
            and d.customer_id = r.customer_id
            and d.product_code = r.product_code
    group by d.period, d.customer_id, d.product_code
    union all
    select
        a.period,
        a.customer_id,
        q.product_code,
        bit_or(
            day_mask(q.valid_from, q.valid_to, a.period_start, a.days_in_period)
            & a.charging_mask
            & ~coalesce(p.priced_mask, 0)
            & ~coalesce(p.own_foreign_mask, 0)
        ) as mask,
        0 as foreign_mask,
    from reference.quantities as q
    inner join billing.asked as a on q.customer_id = a.customer_id
    left join billing.priced_days as p
        on
            a.period = p.period
            and a.customer_id = p.customer_id
            and q.product_code = p.product_code
    where q.quantity > 0 and a.is_due
    group by a.period, a.customer_id, q.product_code
),
unpriced as (
    select
        n.period,
        n.customer_id,
        n.product_code,
        'no_price' as code,
        n.mask & ~n.foreign_mask as mask,
    from needed as n
    union all
    select
        n.period,
        n.customer_id,
        n.product_code,
        'wrong_currency' as code,
        n.mask & n.foreign_mask as mask,
    from needed as n
    union all
    select
        p.period,
        p.customer_id,
        p.product_code,
        'wrong_currency' as code,
        p.own_foreign_mask & a.window_mask as mask,
    from billing.priced_days as p
    inner join billing.asked as a on p.period = a.period and p.customer_id = a.customer_id
),
without_price as (
    select
        u.period,
        u.customer_id,
        u.code,
        false as is_warning,
        null::varchar as directory_id,
        'product ' || u.product_code || ' in ' || any_value(a.currency) as detail,
        any_value(a.period_start) + first_index(bit_or(u.mask)) as since,
    from unpriced as u
    inner join billing.asked as a on u.period = a.period and u.customer_id = a.customer_id
    where u.mask <> 0
    group by u.period, u.customer_id, u.code, u.product_code
),
every as (
    from billing.early_blockers
    union all
    from unmapped_sku
    union all
    from without_price
)
select
    e.period,
    e.customer_id,
    a.period_start,
    e.code,
    e.is_warning,
    e.directory_id,
    e.detail,
    e.since,
from every as e
inner join billing.asked as a on e.period = a.period and e.customer_id = a.customer_id
