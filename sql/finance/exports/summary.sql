-- One currency of the period: what was billed in it, and to how many.
select
    d.currency,
    count(*) as documents,
    count(distinct d.customer_id) as customers,
    sum(if(d.kind = 'credit_note', -d.net, d.net)) as net,
    sum(if(d.kind = 'credit_note', -d.tax, d.tax)) as tax,
    sum(if(d.kind = 'credit_note', -d.gross, d.gross)) as gross,
from finance.documents as d
where d.period = $period
group by d.currency
order by d.currency
