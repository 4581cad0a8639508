-- One currency of the period: what was billed in it, and to how many; and of the lines whose cost
-- is known, what they bring and cost.
with costed as (
    select
        m.currency,
        sum(m.revenue) as revenue,
        sum(m.cost) as cost,
        sum(m.margin) as margin,
    from finance.margin as m
    where m.period = $period and m.cost is not null
    group by m.currency
)

select
    d.currency,
    count(*) as documents,
    count(distinct d.customer_id) as customers,
    sum(if(d.kind = 'credit_note', -d.net, d.net)) as net,
    sum(if(d.kind = 'credit_note', -d.tax, d.tax)) as tax,
    sum(if(d.kind = 'credit_note', -d.gross, d.gross)) as gross,
    any_value(c.revenue) as costed_net,
    any_value(c.cost) as cost,
    any_value(c.margin) as margin,
    margin_percent(any_value(c.margin), any_value(c.revenue)) as margin_percent,
from finance.documents as d
left join costed as c on d.currency = c.currency
where d.period = $period
group by d.currency
order by d.currency
