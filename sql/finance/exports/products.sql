-- One product and currency of the period: to how many, for how much, and against the month before.
with signed as (
    select
        l.period,
        l.customer_id,
        l.product_code,
        l.product_name,
        l.kind,
        if(l.kind = 'person', l.customer_id || '/' || l.person_id, null) as person,
        l.days,
        d.currency,
        if(d.kind = 'credit_note', -l.amount, l.amount) as amount,
    from finance.lines as l
    inner join finance.documents as d on l.document_id = d.document_id
    where l.period in ($period, $previous)
),

costed as (
    select
        m.product_code,
        m.currency,
        sum(m.revenue) as revenue,
        sum(m.cost) as cost,
        sum(m.margin) as margin,
    from finance.margin as m
    where m.period = $period and m.cost is not null
    group by m.product_code, m.currency
)

select
    s.product_code,
    max(s.product_name) as product_name,
    s.currency,
    count(distinct s.customer_id) filter (where s.period = $period) as customers,
    count(distinct if(s.period = $period, s.person, null)) as people,
    coalesce(sum(if(s.period = $period and s.kind = 'person', s.days, 0)), 0) as person_days,
    sum(s.amount) filter (where s.period = $period) as net,
    sum(s.amount) filter (where s.period = $previous) as net_before,
    sum(s.amount) filter (where s.period = $period)
    - sum(s.amount) filter (where s.period = $previous) as change,
    any_value(c.revenue) as costed_net,
    any_value(c.cost) as cost,
    any_value(c.margin) as margin,
    margin_percent(any_value(c.margin), any_value(c.revenue)) as margin_percent,
from signed as s
left join costed as c on s.product_code = c.product_code and s.currency = c.currency
group by s.product_code, s.currency
order by s.product_code, s.currency
