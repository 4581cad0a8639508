-- One thing that keeps a customer's period from being billed, or (is_warning) ought to be known.
with affected as (
    select f.* from billing.affected as f
    semi join billing.asked as a on f.period = a.period and f.customer_id = a.customer_id
),
first_days as (
    select
        f.*,
        d.first_day,
        first_index(f.observed_mask & f.window_mask) as window_start,
        end_index(f.observed_mask & f.window_mask) as window_end,
    from affected as f
    inner join history.directory_days as d on f.directory_id = d.directory_id
    where f.observed_mask & f.window_mask <> 0
),
never_observed as (
    select
        f.period,
        f.customer_id,
        'never_observed' as code,
        false as is_warning,
        f.directory_id,
        'no accepted look before ' || f.period_end::varchar as detail,
        f.period_start + f.window_start as since,
    from first_days as f
    where coalesce(f.first_day >= f.period_end, true)
),
starts_late as (
    select
        f.period,
        f.customer_id,
        'starts_late' as code,
        true as is_warning,
        f.directory_id,
        'first looked at on ' || f.first_day::varchar as detail,
        f.period_start + f.window_start as since,
    from first_days as f
    where
        f.first_day > f.period_start + f.window_start
        and f.first_day < f.period_start + f.window_end
),
missing_days as (
    select
        f.period,
        f.customer_id,
        'missing_days' as code,
        false as is_warning,
        f.directory_id,
        count(*)::varchar || ' days from ' || min(c.day)::varchar || ' to ' || max(c.day)::varchar
            as detail,
        min(c.day) as since,
    from affected as f
    inner join history.coverage as c on f.directory_id = c.directory_id
    where
        f.is_seen
        and c.is_missing
        and day_mask(c.day, c.day + 1, f.period_start, f.days_in_period)
        & f.observed_mask & f.window_mask <> 0
    group by f.period, f.customer_id, f.directory_id
),
held_observation as (
    select
        f.period,
        f.customer_id,
        'held_observation' as code,
        false as is_warning,
        f.directory_id,
        strftime(timezone('UTC', o.observed_at), '%Y-%m-%dT%H:%M:%SZ') || ': ' || s.reason
            as detail,
        civil_day(o.observed_at, d.time_zone) as since,
    from affected as f
    inner join landing.observations as o on f.directory_id = o.directory_id
    inner join landing.statuses as s
        on o.directory_id = s.directory_id and o.observed_at = s.observed_at
    inner join reference.directory_terms as d on f.directory_id = d.directory_id
    where
        f.is_seen
        and s.status = 'held'
        and civil_day(o.observed_at, d.time_zone) <= civil_day($now, d.time_zone)
        and day_mask(
            civil_day(o.observed_at, d.time_zone),
            civil_day(o.observed_at, d.time_zone) + 1,
            f.period_start,
            f.days_in_period
        ) & f.observed_mask <> 0
),
unmapped_sku as (
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
disputed as (
    select
        one.directory_id,
        one.line as one_line,
        other.line as other_line,
        unnest([one.payer_customer_id, other.payer_customer_id, d.customer_id]) as customer_id,
        greatest(one.from_day, other.from_day) as from_day,
        least(one.to_day, other.to_day) as to_day,
    from history.matches as one
    inner join history.matches as other
        on
            one.rule = other.rule
            and one.directory_id = other.directory_id
            and one.user_id = other.user_id
            and one.line < other.line
            and one.payer_customer_id <> other.payer_customer_id
    inner join reference.directory_terms as d on one.directory_id = d.directory_id
    left join history.persons as n
        on one.directory_id = n.directory_id and one.user_id = n.user_id
    where one.rule = 'payer' and n.payer_customer_id is null
),
payer_conflict as (
    select distinct
        a.period,
        a.customer_id,
        'payer_conflict' as code,
        false as is_warning,
        d.directory_id,
        'payers.csv lines ' || d.one_line::varchar || ' and ' || d.other_line::varchar
        || ' name different payers for one account' as detail,
        greatest(d.from_day, a.period_start) as since,
    from disputed as d
    inner join billing.asked as a on d.customer_id = a.customer_id
    where
        a.is_due
        and day_mask(d.from_day, d.to_day, a.period_start, a.days_in_period) <> 0
),
outside_window as (
    select
        a.period,
        a.customer_id,
        'adjustment_outside_window' as code,
        true as is_warning,
        null::varchar as directory_id,
        'adjustment ' || j.adjustment_id || ' is not billed' as detail,
        j.day as since,
    from reference.adjustments as j
    inner join billing.asked as a on j.customer_id = a.customer_id
    where
        a.is_due
        and j.day >= a.period_start
        and j.day < a.period_end
        and day_mask(j.day, j.day + 1, a.period_start, a.days_in_period) & a.window_mask = 0
),
-- A settled period keeps its days. Where the billing day moved since, days may lie between it and
-- the one before or after it that no period bills.
between_periods as (
    select
        a.period,
        a.customer_id,
        s.period as settled_period,
        greatest(least(a.period_end, s.period_end), t.billing_from) as from_day,
        least(greatest(a.period_start, s.period_start), t.billing_to) as to_day,
    from billing.asked as a
    inner join ledger.settlements as s on a.customer_id = s.customer_id
    inner join reference.terms as t on a.customer_id = t.customer_id
    where
        a.is_due
        and not a.is_settled
        and s.period in (
            strftime((a.period || '-01')::date - interval 1 month, '%Y-%m'),
            strftime((a.period || '-01')::date + interval 1 month, '%Y-%m')
        )
),
unbilled_days as (
    select
        b.period,
        b.customer_id,
        'unbilled_days' as code,
        false as is_warning,
        null::varchar as directory_id,
        (b.to_day - b.from_day)::varchar || ' days from ' || b.from_day::varchar || ' to '
        || (b.to_day - 1)::varchar || ' lie between it and ' || b.settled_period
        || ', which is settled' as detail,
        b.from_day as since,
    from between_periods as b
    where b.from_day < b.to_day
),
currency_changed as (
    select
        a.period,
        a.customer_id,
        'currency_changed' as code,
        false as is_warning,
        null::varchar as directory_id,
        'invoiced in ' || a.settled_currency || ', billed in ' || a.currency || ' now' as detail,
        a.period_start as since,
    from billing.asked as a
    where a.is_settled and a.currency <> a.settled_currency
),
every as (
    from never_observed
    union all
    from starts_late
    union all
    from missing_days
    union all
    from held_observation
    union all
    from unmapped_sku
    union all
    from without_price
    union all
    from payer_conflict
    union all
    from outside_window
    union all
    from unbilled_days
    union all
    from currency_changed
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
