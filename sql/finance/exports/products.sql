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
from signed as s
group by s.product_code, s.currency
order by s.product_code, s.currency
