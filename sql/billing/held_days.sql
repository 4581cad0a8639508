-- One account and what it has on which days of its payer's period (rule 4), and on which of
-- them an exclusion takes it away (rule 5). `sku_id` is blank for a product of kind user.
with payers as (
    select
        p.rowid as account_id,
        s.rowid as shown_id,
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
excluded_accounts as (
    select
        p.account_id,
        m.product_code,
        bit_or(day_mask(m.from_day, m.to_day, p.period_start, p.days_in_period)) as mask,
    from payers as p
    inner join billing.matches as m on p.directory_id = m.directory_id and p.user_id = m.user_id
    where m.rule = 'exclusion'
    group by p.account_id, m.product_code
),
accounts as (
    select
        p.*,
        coalesce(e.mask, 0) as excluded_mask,
    from payers as p
    left join (
        select * from excluded_accounts
        where product_code is null
    ) as e
        on p.account_id = e.account_id
),
excluded_skus as (
    select
        s.rowid as shown_id,
        k.sku_id,
        r.product_code,
        bit_or(day_mask(
            greatest(k.valid_from, r.valid_from),
            least(k.valid_to, r.valid_to),
            s.period_start,
            s.days_in_period
        )) as mask,
    from billing.sku_products as k
    inner join reference.directory_terms as d on k.directory_id = d.directory_id
    inner join reference.account_rules as r
        on r.match_value in (lower(k.sku_id), lower(k.sku_part_number))
    inner join billing.shown_days as s on k.directory_id = s.directory_id
    where
        r.rule = 'exclusion'
        and r.match_kind = 'sku'
        and coalesce(r.customer_id, d.customer_id) = d.customer_id
    group by s.rowid, k.sku_id, r.product_code
),
skus as (
    select
        s.rowid as shown_id,
        k.sku_id,
        k.product_code,
        k.is_known,
        day_mask(k.valid_from, k.valid_to, s.period_start, s.days_in_period) as mask,
        coalesce(e.mask, 0) | coalesce(o.mask, 0) as excluded_mask,
    from billing.sku_products as k
    inner join billing.shown_days as s on k.directory_id = s.directory_id
    left join (
        select * from excluded_skus
        where product_code is null
    ) as e
        on s.rowid = e.shown_id and k.sku_id = e.sku_id
    left join (
        select * from excluded_skus
        where product_code is not null
    ) as o
        on s.rowid = o.shown_id and k.sku_id = o.sku_id and k.product_code = o.product_code
),
user_products as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        d.priced_mask,
    from billing.priced_days as d
    inner join reference.products as o on d.product_code = o.product_code
    where o.kind = 'user'
),
first_day as (
    select min(a.period_start) as day from billing.asked as a
),
held as (
    select
        p.account_id,
        p.period,
        p.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        a.sku_id,
        k.product_code,
        k.is_known,
        day_mask(a.valid_from, a.valid_to, p.period_start, p.days_in_period) & p.mask & k.mask
            as mask,
        p.excluded_mask | k.excluded_mask as excluded_mask,
    from history.assignments as a
    inner join accounts as p on a.directory_id = p.directory_id and a.user_id = p.user_id
    inner join skus as k on p.shown_id = k.shown_id and a.sku_id = k.sku_id
    where coalesce(a.valid_to > (select f.day from first_day as f), true)
    union all
    select
        p.account_id,
        p.period,
        p.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        '' as sku_id,
        d.product_code,
        true as is_known,
        day_mask(u.valid_from, u.valid_to, p.period_start, p.days_in_period)
        & p.mask
        & d.priced_mask as mask,
        p.excluded_mask,
    from history.users as u
    inner join snapshot.user_attributes as t on u.attributes_id = t.attributes_id
    inner join accounts as p on u.directory_id = p.directory_id and u.user_id = p.user_id
    inner join user_products as d on p.period = d.period and p.customer_id = d.customer_id
    where t.is_counted_user and coalesce(u.valid_to > (select f.day from first_day as f), true)
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
    h.mask & (h.excluded_mask | coalesce(e.mask, 0)) as excluded_mask,
from held as h
left join (
    select * from excluded_accounts
    where product_code is not null
) as e
    on h.account_id = e.account_id and h.product_code = e.product_code
where h.mask <> 0
