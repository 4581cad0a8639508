-- One person and product of a customer that is other than the month before: joined, left, or
-- another price. Corrections of older months are no change of this one.
with held as (
    select
        l.period,
        l.customer_id,
        l.product_code,
        l.person_id,
        max(l.product_name) as product_name,
        max(l.display_name) as display_name,
        min(l.from_day) as from_day,
        max(l.to_day) as to_day,
        max(l.unit_price) as price,
        sum(l.amount) as amount,
        max(d.currency) as currency,
    from finance.lines as l
    inner join finance.documents as d on l.document_id = d.document_id
    where
        l.period in ($period, $previous) and l.kind = 'person' and l.corrects_number is null
    group by l.period, l.customer_id, l.product_code, l.person_id
),

now_held as (
    select h.*
    from held as h
    where h.period = $period
),

held_before as (
    select h.*
    from held as h
    where h.period = $previous
),

compared as (
    select
        coalesce(n.customer_id, b.customer_id) as customer_id,
        case
            when b.person_id is null then 'joined'
            when n.person_id is null then 'left'
            when n.price <> b.price then 'price'
        end as change,
        coalesce(n.display_name, b.display_name) as display_name,
        coalesce(n.person_id, b.person_id) as person_id,
        coalesce(n.product_name, b.product_name) as product_name,
        n.from_day,
        coalesce(n.to_day, b.to_day) as to_day,
        b.price as price_before,
        n.price,
        b.amount as amount_before,
        n.amount,
        coalesce(n.currency, b.currency) as currency,
    from now_held as n
    full join held_before as b
        on
            n.customer_id = b.customer_id
            and n.product_code = b.product_code
            and n.person_id = b.person_id
)

select
    c.customer_id,
    c.change,
    c.display_name,
    c.person_id,
    c.product_name,
    c.from_day,
    c.to_day,
    c.price_before,
    c.price,
    c.amount_before,
    c.amount,
    c.currency,
from compared as c
inner join finance.periods as p on c.customer_id = p.customer_id
where
    c.change is not null
    and p.period = $period
    and exists (
        select 1
        from finance.documents as d
        where d.period = $previous and d.customer_id = c.customer_id
    )
    and p.status not in ('blocked', 'open')
order by c.customer_id, c.change, c.product_name, c.display_name, c.person_id
