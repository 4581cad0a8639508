-- One customer of the period and currency: where it stands, its people, and against the month
-- before. A period that is blocked or has nothing due is here too, without amounts.
with signed as (
    select
        d.period,
        d.customer_id,
        d.currency,
        d.document_id,
        if(d.kind = 'credit_note', -1, 1) as sign,
        d.net,
        d.tax,
        d.gross,
    from finance.documents as d
    where d.period in ($period, $previous)
),

amounts as (
    select
        s.customer_id,
        s.currency,
        count(*) filter (where s.period = $period) as documents,
        sum(s.sign * s.net) filter (where s.period = $period) as net,
        sum(s.sign * s.tax) filter (where s.period = $period) as tax,
        sum(s.sign * s.gross) filter (where s.period = $period) as gross,
        sum(s.sign * s.net) filter (where s.period = $previous) as net_before,
    from signed as s
    group by s.customer_id, s.currency
),

people as (
    select
        l.customer_id,
        count(distinct l.person_id) as people,
        sum(l.days) as person_days,
    from finance.lines as l
    where l.period = $period and l.kind = 'person' and l.corrects_number is null
    group by l.customer_id
),

costed as (
    select
        m.customer_id,
        m.currency,
        sum(m.revenue) as revenue,
        sum(m.cost) as cost,
        sum(m.margin) as margin,
    from finance.margin as m
    where m.period = $period and m.cost is not null
    group by m.customer_id, m.currency
)

select
    p.customer_id,
    c.name,
    p.status,
    coalesce(a.currency, p.currency) as currency,
    coalesce(a.documents, 0) as documents,
    coalesce(e.people, 0) as people,
    coalesce(e.person_days, 0) as person_days,
    a.net,
    a.tax,
    a.gross,
    a.net_before,
    a.net - a.net_before as change,
    m.revenue as costed_net,
    m.cost,
    m.margin,
    margin_percent(m.margin, m.revenue) as margin_percent,
    c.locale,
from finance.periods as p
inner join finance.customers as c on p.customer_id = c.customer_id
left join amounts as a on p.customer_id = a.customer_id
left join people as e on p.customer_id = e.customer_id
left join costed as m
    on p.customer_id = m.customer_id and coalesce(a.currency, p.currency) = m.currency
where p.period = $period
order by p.customer_id, a.currency
