-- One account and what it has on which days of its payer's period (rule 4), and on which of
-- them an exclusion takes it away (rule 5). `sku_id` is blank for a product of kind user.
with assigned as (
    select
        p.period,
        p.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        a.sku_id,
        k.product_code,
        k.is_known,
        day_mask(
            greatest(a.valid_from, k.valid_from),
            least(a.valid_to, k.valid_to),
            s.period_start,
            s.days_in_period
        ) & p.mask & s.mask as mask,
    from history.assignments as a
    inner join billing.sku_products as k
        on a.directory_id = k.directory_id and a.sku_id = k.sku_id
    inner join billing.account_payers as p
        on a.directory_id = p.directory_id and a.user_id = p.user_id
    inner join billing.shown_days as s
        on
            p.period = s.period
            and p.customer_id = s.customer_id
            and p.directory_id = s.directory_id
    where
        a.valid_from < (select max(b.period_end) from billing.asked as b)
        and coalesce(a.valid_to > (select min(b.period_start) from billing.asked as b), true)
),
present as (
    select
        p.period,
        p.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        '' as sku_id,
        o.product_code,
        true as is_known,
        day_mask(u.valid_from, u.valid_to, s.period_start, s.days_in_period)
        & p.mask & s.mask & d.priced_mask as mask,
    from history.users as u
    inner join snapshot.user_attributes as t
        on u.attributes_id = t.attributes_id and t.is_counted_user
    inner join billing.account_payers as p
        on u.directory_id = p.directory_id and u.user_id = p.user_id
    inner join billing.shown_days as s
        on
            p.period = s.period
            and p.customer_id = s.customer_id
            and p.directory_id = s.directory_id
    inner join billing.priced_days as d
        on p.period = d.period and p.customer_id = d.customer_id
    inner join reference.products as o on d.product_code = o.product_code and o.kind = 'user'
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
        bit_or(day_mask(m.from_day, m.to_day, s.period_start, s.days_in_period)) as mask,
    from billing.matches as m
    inner join billing.account_payers as p
        on m.directory_id = p.directory_id and m.user_id = p.user_id
    inner join billing.shown_days as s
        on
            p.period = s.period
            and p.customer_id = s.customer_id
            and p.directory_id = s.directory_id
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
