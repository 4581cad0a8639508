-- One tax category and rate of a draft, its tax rounded once (rule 9).
with netted as (
    select
        d.period,
        d.customer_id,
        d.document_id,
        p.tax_category,
        p.tax_rate,
        case when d.is_turned then -p.net_minor else p.net_minor end as net_minor,
    from billing.line_products as p
    inner join billing.drafted as d on p.period = d.period and p.customer_id = d.customer_id
    union all
    select
        l.period,
        l.customer_id,
        l.document_id,
        l.tax_category,
        l.tax_rate,
        l.amount_minor as net_minor,
    from billing.correction_lines as l
),
summed as (
    select
        n.period,
        n.customer_id,
        n.document_id,
        n.tax_category,
        n.tax_rate,
        sum(n.net_minor) as net_minor,
    from netted as n
    semi join billing.asked as a on n.period = a.period and n.customer_id = a.customer_id
    group by n.period, n.customer_id, n.document_id, n.tax_category, n.tax_rate
)
select
    s.period,
    s.customer_id,
    s.document_id,
    s.tax_category,
    s.tax_rate,
    s.net_minor::bigint as net_minor,
    round_ratio(s.net_minor * (s.tax_rate * 100)::hugeint, 10000::hugeint)::bigint as tax_minor,
from summed as s
