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
    from billing.person_days as d
    semi join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
    where d.had_mask <> d.mask
),
excluded as (
    select
        h.period,
        h.customer_id,
        h.directory_id,
        h.user_id,
        h.person_id,
        h.sku_id,
        h.product_code,
        h.mask,
        a.period_start,
        a.days_in_period,
    from billing.held_days as h
    inner join billing.asked as a on h.period = a.period and h.customer_id = a.customer_id
    where h.excluded_mask <> 0
),
excluding as (
    select
        e.period,
        e.customer_id,
        e.person_id,
        e.product_code,
        m.line,
        m.reason,
        e.mask & day_mask(m.from_day, m.to_day, e.period_start, e.days_in_period) as mask,
    from excluded as e
    inner join billing.matches as m
        on
            e.directory_id = m.directory_id
            and e.user_id = m.user_id
            and e.product_code = coalesce(m.product_code, e.product_code)
    where m.rule = 'exclusion'
    union all
    select
        e.period,
        e.customer_id,
        e.person_id,
        e.product_code,
        r.line,
        r.reason,
        e.mask & day_mask(
            greatest(k.valid_from, r.valid_from),
            least(k.valid_to, r.valid_to),
            e.period_start,
            e.days_in_period
        ) as mask,
    from excluded as e
    inner join billing.sku_products as k on e.directory_id = k.directory_id and e.sku_id = k.sku_id
    inner join reference.directory_terms as d on k.directory_id = d.directory_id
    inner join reference.account_rules as r
        on
            r.match_value in (lower(k.sku_id), lower(k.sku_part_number))
            and e.product_code = coalesce(r.product_code, e.product_code)
    where
        r.rule = 'exclusion'
        and r.match_kind = 'sku'
        and coalesce(r.customer_id, d.customer_id) = d.customer_id
),
causes as (
    select
        l.period,
        l.customer_id,
        l.person_id,
        l.product_code,
        'exclusions.csv' as file,
        e.line,
        e.reason,
        bit_or(l.excluded_mask & e.mask) as mask,
    from lost as l
    inner join excluding as e
        on
            l.period = e.period
            and l.customer_id = e.customer_id
            and l.person_id = e.person_id
            and l.product_code = e.product_code
    where l.excluded_mask & e.mask <> 0
    group by l.period, l.customer_id, l.person_id, l.product_code, e.line, e.reason
    union all
    select
        l.period,
        l.customer_id,
        l.person_id,
        l.product_code,
        'products.csv' as file,
        o.line,
        'included in ' || d.product_code as reason,
        l.included_mask & d.kept_mask as mask,
    from lost as l
    inner join reference.inclusions as i on l.product_code = i.included_code
    inner join reference.products as o on i.product_code = o.product_code
    inner join billing.person_days as d
        on
            l.period = d.period
            and l.customer_id = d.customer_id
            and l.person_id = d.person_id
            and i.product_code = d.product_code
    where l.included_mask & d.kept_mask <> 0
),
-- Of several causes of a day the first in its file is named. An including product takes only
-- what exclusions left, so causes of different files never share a day.
firsts as (
    select
        c.period,
        c.customer_id,
        c.person_id,
        c.product_code,
        c.file,
        c.line,
        c.reason,
        c.mask & ~coalesce(
            bit_or(c.mask) over (
                partition by c.period, c.customer_id, c.person_id, c.product_code
                order by c.line
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as mask,
    from causes as c
),
reasons as (
    select
        f.period,
        f.customer_id,
        f.person_id,
        f.product_code,
        f.reason,
        any_value(f.file) || ' line ' || string_agg(f.line::varchar, ', ' order by f.line)
            as source,
        bit_or(f.mask) as mask,
    from firsts as f
    where f.mask <> 0
    group by f.period, f.customer_id, f.person_id, f.product_code, f.reason
),
spans as (
    select
        r.*,
        unnest(range(0, 31))::integer as start_index,
    from reasons as r
)
select
    s.period,
    s.customer_id,
    a.period_start,
    a.period_end,
    s.person_id,
    s.product_code,
    a.period_start + s.start_index as from_day,
    a.period_start + s.start_index + run_length(s.mask, s.start_index) as to_day,
    run_length(s.mask, s.start_index) as days,
    s.reason,
    s.source,
from spans as s
inner join billing.asked as a on s.period = a.period and s.customer_id = a.customer_id
where (run_starts(s.mask) >> s.start_index) & 1 = 1
