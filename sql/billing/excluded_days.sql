-- One span of days on which a person had a product that an exclusion or an including product
-- took away, with the reason: the first exclusion of the file, or the including product.
with lost as (
    select
        d.bill_no,
        d.place,
        d.product_code,
        d.had_mask & ~d.kept_mask as excluded_mask,
        d.kept_mask & ~d.mask as included_mask,
    from billing.person_days as d
    semi join billing.asked as a on d.bill_no = a.bill_no
    where d.had_mask <> d.mask
),
including as (
    select
        l.bill_no,
        l.place,
        l.product_code,
        l.included_mask as mask,
        i.product_code as including_code,
        o.line,
    from lost as l
    inner join reference.inclusions as i on l.product_code = i.included_code
    inner join reference.products as o on i.product_code = o.product_code
    where l.included_mask <> 0
),
excluded as (
    select
        coalesce(j.person_place, h.place) as place,
        a.directory_id,
        a.user_id,
        h.sku_no,
        o.product_code,
        h.mask,
        k.period_start,
        k.days_in_period,
    from billing.accounts as a
    inner join (
        select * from billing.held_days
        where excluded_mask <> 0
    ) as h
        on a.place = h.place
    inner join reference.products as o on h.product_no = o.line
    inner join billing.asked as k on h.bill_no = k.bill_no
    left join billing.joined as j on h.place = j.place
),
excluding as (
    select
        e.place,
        e.product_code,
        m.line,
        m.reason,
        e.mask & day_mask(m.from_day, m.to_day, e.period_start, e.days_in_period) as mask,
    from excluded as e
    inner join history.matches as m
        on
            e.directory_id = m.directory_id
            and e.user_id = m.user_id
            and e.product_code = coalesce(m.product_code, e.product_code)
    where m.rule = 'exclusion'
    union all
    select
        e.place,
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
    inner join history.sku_products as k on e.sku_no = k.sku_no
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
        l.bill_no,
        l.place,
        l.product_code,
        'exclusions.csv' as file,
        e.line,
        e.reason,
        bit_or(l.excluded_mask & e.mask) as mask,
    from lost as l
    inner join excluding as e on l.place = e.place and l.product_code = e.product_code
    where l.excluded_mask & e.mask <> 0
    group by l.bill_no, l.place, l.product_code, e.line, e.reason
    union all
    select
        i.bill_no,
        i.place,
        i.product_code,
        'products.csv' as file,
        i.line,
        'included in ' || d.product_code as reason,
        i.mask & d.kept_mask as mask,
    from billing.person_days as d
    inner join including as i
        on
            d.bill_no = i.bill_no
            and d.place = i.place
            and d.product_code = i.including_code
    where i.mask & d.kept_mask <> 0
),
-- Of several causes of a day the first in its file is named. An including product takes only
-- what exclusions left, so causes of different files never share a day.
firsts as (
    select
        c.bill_no,
        c.place,
        c.product_code,
        c.file,
        c.line,
        c.reason,
        c.mask & ~coalesce(
            bit_or(c.mask) over (
                partition by c.place, c.product_code
                order by c.line
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as mask,
    from causes as c
),
reasons as (
    select
        f.bill_no,
        f.place,
        f.product_code,
        f.reason,
        any_value(f.file) || ' line '
        || array_to_string(list_sort(list(f.line))::varchar[], ', ') as source,
        bit_or(f.mask) as mask,
    from firsts as f
    where f.mask <> 0
    group by f.bill_no, f.place, f.product_code, f.reason
),
spans as (
    select
        r.*,
        unnest(range(0, 31))::integer as start_index,
    from reasons as r
)
select
    k.period,
    k.customer_id,
    k.period_start,
    k.period_end,
    a.person_id,
    s.product_code,
    k.period_start + s.start_index as from_day,
    k.period_start + s.start_index + run_length(s.mask, s.start_index) as to_day,
    run_length(s.mask, s.start_index) as days,
    s.reason,
    s.source,
from spans as s
inner join billing.asked as k on s.bill_no = k.bill_no
inner join billing.accounts as a on s.place = a.place
where (run_starts(s.mask) >> s.start_index) & 1 = 1
