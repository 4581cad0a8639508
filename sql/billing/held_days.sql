-- One account and what it has on which days of its payer's period (rule 4), and on which of
-- them an exclusion takes it away (rule 5). Without a SKU it is a product of kind user.
with payers as (
    select
        p.place,
        p.shown_no,
        p.directory_id,
        p.user_id,
        p.mask & s.mask as mask,
        p.mask & s.mask & p.counted_mask as counted_mask,
    from billing.accounts as p
    inner join billing.shown_days as s on p.shown_no = s.shown_no
    where p.mask & s.mask <> 0
),
excluded_accounts as (
    select
        p.place,
        o.line as product_no,
        bit_or(day_mask(m.from_day, m.to_day, s.period_start, s.days_in_period)) as mask,
    from payers as p
    inner join history.matches as m on p.directory_id = m.directory_id and p.user_id = m.user_id
    inner join billing.shown_days as s on p.shown_no = s.shown_no
    left join reference.products as o on m.product_code = o.product_code
    where m.rule = 'exclusion' and (m.product_code is null or o.product_code is not null)
    group by p.place, o.line
),
accounts as (
    select
        p.*,
        coalesce(e.mask, 0) as excluded_mask,
    from payers as p
    left join (
        select * from excluded_accounts
        where product_no is null
    ) as e
        on p.place = e.place
),
excluded_skus as (
    select
        s.shown_no,
        k.sku_id,
        r.product_code,
        bit_or(day_mask(
            greatest(k.valid_from, r.valid_from),
            least(k.valid_to, r.valid_to),
            s.period_start,
            s.days_in_period
        )) as mask,
    from history.sku_products as k
    inner join reference.directory_terms as d on k.directory_id = d.directory_id
    inner join reference.account_rules as r
        on r.match_value in (lower(k.sku_id), lower(k.sku_part_number))
    inner join billing.shown_days as s on k.directory_id = s.directory_id
    where
        r.rule = 'exclusion'
        and r.match_kind = 'sku'
        and coalesce(r.customer_id, d.customer_id) = d.customer_id
    group by s.shown_no, k.sku_id, r.product_code
),
skus as (
    select
        s.bill_no,
        s.shown_no,
        s.period_start,
        s.days_in_period,
        k.sku_no,
        k.sku_id,
        d.line as product_no,
        day_mask(k.valid_from, k.valid_to, s.period_start, s.days_in_period) as mask,
        coalesce(e.mask, 0) | coalesce(o.mask, 0) as excluded_mask,
    from history.sku_products as k
    inner join billing.shown_days as s on k.directory_id = s.directory_id
    left join reference.products as d on k.product_code = d.product_code
    left join (
        select * from excluded_skus
        where product_code is null
    ) as e
        on s.shown_no = e.shown_no and k.sku_id = e.sku_id
    left join (
        select * from excluded_skus
        where product_code is not null
    ) as o
        on s.shown_no = o.shown_no and k.sku_id = o.sku_id and k.product_code = o.product_code
),
user_products as (
    select
        s.bill_no,
        s.shown_no,
        o.line as product_no,
        d.priced_mask,
    from billing.priced_days as d
    inner join reference.products as o on d.product_code = o.product_code
    inner join billing.shown_days as s on d.period = s.period and d.customer_id = s.customer_id
    where o.kind = 'user'
),
held as (
    select
        k.bill_no,
        p.place,
        k.sku_no,
        k.product_no,
        day_mask(a.valid_from, a.valid_to, k.period_start, k.days_in_period) & p.mask & k.mask
            as mask,
        p.excluded_mask | k.excluded_mask as excluded_mask,
    from history.assignments as a
    inner join billing.shown_days as s on a.directory_id = s.directory_id
    inner join accounts as p on s.shown_no = p.shown_no and a.user_id = p.user_id
    inner join skus as k on s.shown_no = k.shown_no and a.sku_id = k.sku_id
    where coalesce(a.valid_to > s.period_start, true)
    union all
    select
        d.bill_no,
        p.place,
        null::integer as sku_no,
        d.product_no,
        p.counted_mask & d.priced_mask as mask,
        p.excluded_mask,
    from accounts as p
    inner join user_products as d on p.shown_no = d.shown_no
)
select
    h.bill_no,
    h.place,
    h.sku_no,
    h.product_no,
    h.mask,
    h.mask & (h.excluded_mask | coalesce(e.mask, 0)) as excluded_mask,
from held as h
left join (
    select * from excluded_accounts
    where product_no is not null
) as e
    on h.place = e.place and h.product_no = e.product_no
where h.mask <> 0
