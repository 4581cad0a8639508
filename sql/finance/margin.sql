-- One customer, period, product and currency: what its documents come to, and what that cost.
-- Revenue is every net line of the period, drafted or issued, corrections too: what is due as it
-- is known. A period that is blocked now has no cost, since its days may be wrong.
with lined as (
    select
        l.period,
        l.customer_id,
        l.product_code,
        l.period_start,
        l.period_end,
        d.currency,
        d.minor_digits,
        if(l.is_turned, -l.amount_minor, l.amount_minor) as net_minor,
    from billing.draft_lines as l
    inner join billing.drafts as d on l.document_id = d.document_id
    union all
    select
        l.line_period as period,
        l.customer_id,
        l.product_code,
        l.period_start,
        l.period_end,
        d.currency,
        d.minor_digits,
        l.delta_minor as net_minor,
    from billing.correction_lines as l
    inner join billing.drafts as d on l.document_id = d.document_id
    union all
    select
        l.line_period as period,
        l.customer_id,
        l.product_code,
        l.period_start,
        l.period_end,
        d.currency,
        d.minor_digits,
        l.delta_minor as net_minor,
    from ledger.lines as l
    inner join ledger.documents as d on l.document_id = d.document_id
),

revenues as (
    select
        l.period,
        l.customer_id,
        l.product_code,
        l.currency,
        l.minor_digits,
        min(l.period_start) as period_start,
        max(l.period_end) as period_end,
        sum(l.net_minor)::bigint as revenue_minor,
    from lined as l
    group by l.period, l.customer_id, l.product_code, l.currency, l.minor_digits
),

blocked as (
    select distinct
        b.period,
        b.customer_id,
    from billing.blockers as b
    where not b.is_warning
),

costs as (
    select
        c.period,
        c.customer_id,
        c.product_code,
        c.period_start,
        c.period_end,
        c.currency,
        c.minor_digits,
        c.days,
        c.uncosted_days,
        c.cost_minor,
    from billing.costs as c
    anti join blocked as b on c.period = b.period and c.customer_id = b.customer_id
),

matched as (
    select
        coalesce(r.period, c.period) as period,
        coalesce(r.customer_id, c.customer_id) as customer_id,
        coalesce(r.period_start, c.period_start) as period_start,
        coalesce(r.period_end, c.period_end) as period_end,
        coalesce(r.product_code, c.product_code) as product_code,
        coalesce(r.currency, c.currency) as currency,
        coalesce(r.minor_digits, c.minor_digits) as minor_digits,
        c.days,
        c.uncosted_days,
        coalesce(r.revenue_minor, 0) as revenue_minor,
        c.cost_minor,
    from revenues as r
    full join costs as c
        on
            r.period = c.period
            and r.customer_id = c.customer_id
            and r.product_code = c.product_code
            and r.currency = c.currency
)

select
    m.customer_id,
    m.period_start,
    m.period_end,
    m.product_code,
    m.currency,
    m.days,
    m.uncosted_days,
    money(m.revenue_minor, m.minor_digits) as revenue,
    money(m.cost_minor, m.minor_digits) as cost,
    money(m.revenue_minor - m.cost_minor, m.minor_digits) as margin,
    case
        when m.revenue_minor > 0
            then (
                round_ratio(1000 * (m.revenue_minor - m.cost_minor)::hugeint, m.revenue_minor)
                ::decimal(18, 0) * 0.1::decimal(2, 1)
            )::decimal(18, 1)
    end as margin_percent,
    if(m.cost_minor is null, null, 'price_book') as cost_source,
    m.period,
from matched as m
order by m.period, m.customer_id, m.product_code, m.currency
