-- One tax category and rate of a draft, its tax rounded once (rule 9).
with lined as (
    select
        l.period,
        l.customer_id,
        l.document_id,
        l.tax_category,
        l.tax_rate,
        l.amount_minor,
    from billing.draft_lines as l
    union all
    select
        l.period,
        l.customer_id,
        l.document_id,
        l.tax_category,
        l.tax_rate,
        l.amount_minor,
    from billing.correction_lines as l
),
summed as (
    select
        l.period,
        l.customer_id,
        l.document_id,
        l.tax_category,
        l.tax_rate,
        sum(l.amount_minor) as net_minor,
    from lined as l
    semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
    group by l.period, l.customer_id, l.document_id, l.tax_category, l.tax_rate
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
