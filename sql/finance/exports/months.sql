-- One month and currency, up to the period: what was billed month by month.
with people as (
    select
        l.period,
        d.currency,
        count(distinct l.customer_id || '/' || l.person_id) as people,
        sum(l.days) as person_days,
    from finance.lines as l
    inner join finance.documents as d on l.document_id = d.document_id
    where l.kind = 'person' and l.corrects_number is null
    group by l.period, d.currency
),

amounts as (
    select
        d.period,
        d.currency,
        count(*) as documents,
        count(distinct d.customer_id) as customers,
        sum(if(d.kind = 'credit_note', -d.net, d.net)) as net,
        sum(if(d.kind = 'credit_note', -d.gross, d.gross)) as gross,
    from finance.documents as d
    where d.period <= $period
    group by d.period, d.currency
),

costed as (
    select
        m.period,
        m.currency,
        sum(m.revenue) as revenue,
        sum(m.cost) as cost,
        sum(m.margin) as margin,
    from finance.margin as m
    where m.cost is not null
    group by m.period, m.currency
)

select
    a.period,
    a.currency,
    a.documents,
    a.customers,
    coalesce(p.people, 0) as people,
    coalesce(p.person_days, 0) as person_days,
    a.net,
    a.gross,
    a.net - lag(a.net) over (partition by a.currency order by a.period) as change,
    c.revenue as costed_net,
    c.cost,
    c.margin,
    margin_percent(c.margin, c.revenue) as margin_percent,
from amounts as a
left join people as p on a.period = p.period and a.currency = p.currency
left join costed as c on a.period = c.period and a.currency = c.currency
order by a.period, a.currency
