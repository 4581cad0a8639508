-- One account and what it has on which days of its payer's period (rule 4), and on which of
-- them an exclusion takes it away (rule 5). `sku_id` is blank for a product of kind user.
with payers as materialized (
    select
        p.period,
        p.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        s.period_start,
        s.days_in_period,
        p.mask & s.mask as mask,
    from billing.account_payers as p
    inner join billing.shown_days as s
        on
            p.period = s.period
            and p.customer_id = s.customer_id
            and p.directory_id = s.directory_id
    where p.mask & s.mask <> 0
),
-- Tables written in this run have no statistics: what is materialized is joined in this order.
assigned_spans as materialized (
    select
        a.directory_id,
        a.user_id,
        a.sku_id,
        k.product_code,
        k.is_known,
        greatest(a.valid_from, k.valid_from) as from_day,
        least(a.valid_to, k.valid_to) as to_day,
    from history.assignments as a
    inner join billing.sku_products as k
        on a.directory_id = k.directory_id and a.sku_id = k.sku_id
),
present_spans as materialized (
    select
        u.directory_id,
        u.user_id,
        u.valid_from as from_day,
        u.valid_to as to_day,
    from history.users as u
    inner join snapshot.user_attributes as t on u.attributes_id = t.attributes_id
    where t.is_counted_user
),
present_days as materialized (
    select
        p.period,
        p.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        day_mask(u.from_day, u.to_day, p.period_start, p.days_in_period) & p.mask as mask,
    from present_spans as u
    inner join payers as p on u.directory_id = p.directory_id and u.user_id = p.user_id
),
user_products as materialized (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.priced_mask,
    from billing.priced_days as d
    inner join reference.products as o on d.product_code = o.product_code
    where o.kind = 'user'
),
assigned as (
    select
        p.period,
        p.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        a.sku_id,
        a.product_code,
        a.is_known,
        day_mask(a.from_day, a.to_day, p.period_start, p.days_in_period) & p.mask as mask,
    from assigned_spans as a
    inner join payers as p on a.directory_id = p.directory_id and a.user_id = p.user_id
),
present as (
    select
        p.period,
        p.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        '' as sku_id,
        d.product_code,
        true as is_known,
        p.mask & d.priced_mask as mask,
    from present_days as p
    inner join user_products as d on p.period = d.period and p.customer_id = d.customer_id
),
held as (
    select h.* from assigned as h
    where h.mask <> 0
    union all
    select h.* from present as h
    where h.mask <> 0
),
excluded_accounts as (
    select
        p.period,
        p.customer_id,
        p.directory_id,
        p.user_id,
        m.product_code,
        bit_or(day_mask(m.from_day, m.to_day, p.period_start, p.days_in_period)) as mask,
    from billing.matches as m
    inner join payers as p on m.directory_id = p.directory_id and m.user_id = p.user_id
    where m.rule = 'exclusion'
    group by p.period, p.customer_id, p.directory_id, p.user_id, m.product_code
),
excluded_skus as (
    select
        s.period,
        s.customer_id,
        k.directory_id,
        k.sku_id,
        r.product_code,
        bit_or(day_mask(
            greatest(k.valid_from, r.valid_from),
            least(k.valid_to, r.valid_to),
            s.period_start,
            s.days_in_period
        )) as mask,
    from reference.account_rules as r
    inner join billing.sku_products as k
        on r.match_value in (lower(k.sku_id), lower(k.sku_part_number))
    inner join reference.directory_terms as d on k.directory_id = d.directory_id
    inner join billing.shown_days as s on k.directory_id = s.directory_id
    where
        r.rule = 'exclusion'
        and r.match_kind = 'sku'
        and coalesce(r.customer_id, d.customer_id) = d.customer_id
    group by s.period, s.customer_id, k.directory_id, k.sku_id, r.product_code
)
select
    h.period,
    h.customer_id,
    h.directory_id,
    h.user_id,
    h.person_id,
    h.sku_id,
    h.product_code,
    h.is_known,
    h.mask,
    h.mask & (
        coalesce(a.mask, 0) | coalesce(b.mask, 0) | coalesce(c.mask, 0) | coalesce(d.mask, 0)
    ) as excluded_mask,
from held as h
left join (
    select * from excluded_accounts
    where product_code is null
) as a
    on
        h.directory_id = a.directory_id
        and h.user_id = a.user_id
        and h.customer_id = a.customer_id
        and h.period = a.period
left join (
    select * from excluded_accounts
    where product_code is not null
) as b
    on
        h.directory_id = b.directory_id
        and h.user_id = b.user_id
        and h.product_code = b.product_code
        and h.customer_id = b.customer_id
        and h.period = b.period
left join (
    select * from excluded_skus
    where product_code is null
) as c
    on
        h.directory_id = c.directory_id
        and h.sku_id = c.sku_id
        and h.customer_id = c.customer_id
        and h.period = c.period
left join (
    select * from excluded_skus
    where product_code is not null
) as d
    on
        h.directory_id = d.directory_id
        and h.sku_id = d.sku_id
        and h.product_code = d.product_code
        and h.customer_id = d.customer_id
        and h.period = d.period
