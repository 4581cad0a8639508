-- One span of days on which a person had a product that an exclusion or an including product
-- took away, with the reason: the first exclusion of the file, or the including product.
with lost as (
    select
        d.period,
        d.customer_id,
        d.person_id,
        d.product_code,
        d.had_mask & ~d.kept_mask as excluded_mask,
        d.kept_mask & ~d.mask as included_mask,
        unnest(range(0, a.days_in_period))::integer as day_index,
    from billing.person_days as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    where d.had_mask <> d.mask
),
rules as (
    select
        m.directory_id,
        m.user_id,
        null::varchar as sku_id,
        m.line,
        m.product_code,
        m.from_day,
        m.to_day,
        m.reason,
    from billing.matches as m
    where m.rule = 'exclusion'
    union all
    select
        k.directory_id,
        null::varchar as user_id,
        k.sku_id,
        r.line,
        r.product_code,
        greatest(k.valid_from, r.valid_from) as from_day,
        least(k.valid_to, r.valid_to) as to_day,
        r.reason,
    from reference.account_rules as r
    inner join billing.sku_products as k
        on r.match_value in (lower(k.sku_id), lower(k.sku_part_number))
    inner join reference.directory_terms as d on k.directory_id = d.directory_id
    where
        r.rule = 'exclusion'
        and r.match_kind = 'sku'
        and coalesce(r.customer_id, d.customer_id) = d.customer_id
),
excluding as (
    select
        h.period,
        h.customer_id,
        h.person_id,
        h.product_code,
        r.line,
        r.reason,
        bit_or(
            h.mask & day_mask(r.from_day, r.to_day, a.period_start, a.days_in_period)
        ) as mask,
    from billing.held_days as h
    inner join billing.asked as a on h.period = a.period and h.customer_id = a.customer_id
    inner join rules as r
        on
            h.directory_id = r.directory_id
            and h.user_id = coalesce(r.user_id, h.user_id)
            and h.sku_id = coalesce(r.sku_id, h.sku_id)
            and h.product_code = coalesce(r.product_code, h.product_code)
    where h.excluded_mask <> 0
    group by h.period, h.customer_id, h.person_id, h.product_code, r.line, r.reason
),
by_exclusion as (
    select
        l.period,
        l.customer_id,
        l.person_id,
        l.product_code,
        l.day_index,
        min_by(e.reason, e.line) as reason,
    from lost as l
    inner join excluding as e
        on
            l.period = e.period
            and l.customer_id = e.customer_id
            and l.person_id = e.person_id
            and l.product_code = e.product_code
            and (e.mask >> l.day_index) & 1 = 1
    where (l.excluded_mask >> l.day_index) & 1 = 1
    group by l.period, l.customer_id, l.person_id, l.product_code, l.day_index
),
by_inclusion as (
    select
        l.period,
        l.customer_id,
        l.person_id,
        l.product_code,
        l.day_index,
        'included in ' || min_by(i.product_code, o.line) as reason,
    from lost as l
    inner join reference.inclusions as i on l.product_code = i.included_code
    inner join reference.products as o on i.product_code = o.product_code
    inner join billing.person_days as d
        on
            l.period = d.period
            and l.customer_id = d.customer_id
            and l.person_id = d.person_id
            and i.product_code = d.product_code
            and (d.kept_mask >> l.day_index) & 1 = 1
    where (l.included_mask >> l.day_index) & 1 = 1
    group by l.period, l.customer_id, l.person_id, l.product_code, l.day_index
),
days as (
    select
        b.*,
        b.day_index - row_number() over (
            partition by b.period, b.customer_id, b.person_id, b.product_code, b.reason
            order by b.day_index
        ) as piece,
    from (
        from by_exclusion
        union all
        from by_inclusion
    ) as b
)
select
    d.period,
    d.customer_id,
    any_value(a.period_start) as period_start,
    any_value(a.period_end) as period_end,
    d.person_id,
    d.product_code,
    any_value(a.period_start) + min(d.day_index) as from_day,
    any_value(a.period_start) + max(d.day_index) + 1 as to_day,
    count(*)::integer as days,
    d.reason,
from days as d
inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
group by d.period, d.customer_id, d.person_id, d.product_code, d.reason, d.piece
