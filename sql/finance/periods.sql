-- One customer and billing period that a run was asked for, or that was settled, and what came
-- of it.
with known as (
    select
        p.period,
        p.customer_id,
        p.period_start,
        p.period_end,
        p.days_in_period,
        p.is_due,
        p.currency,
        p.charged_from,
        p.charged_to,
        true as is_computed,
    from billing.periods as p
    union all
    select
        s.period,
        s.customer_id,
        s.period_start,
        s.period_end,
        s.period_end - s.period_start as days_in_period,
        true as is_due,
        coalesce(d.currency, t.currency) as currency,
        null::date as charged_from,
        null::date as charged_to,
        false as is_computed,
    from ledger.settlements as s
    anti join billing.periods as p on s.period = p.period and s.customer_id = p.customer_id
    left join ledger.documents as d on s.number = d.number
    left join reference.terms as t on s.customer_id = t.customer_id
)
select
    p.customer_id,
    p.period_start,
    p.period_end,
    p.days_in_period::integer as days_in_period,
    case
        when s.number is not null then 'issued'
        when s.customer_id is not null then 'settled'
        when not p.is_due then 'open'
        when b.customer_id is not null then 'blocked'
        when d.customer_id is not null then 'drafted'
        else 'nothing_due'
    end as status,
    p.currency,
    p.period,
    p.is_computed,
    p.charged_from,
    p.charged_to,
from known as p
left join (
    select distinct
        b.period,
        b.customer_id
    from billing.blockers as b
    where not b.is_warning
) as b
    on p.period = b.period and p.customer_id = b.customer_id
left join (
    select distinct
        d.period,
        d.customer_id,
    from billing.drafts as d
) as d
    on p.period = d.period and p.customer_id = d.customer_id
left join ledger.settlements as s on p.period = s.period and p.customer_id = s.customer_id
order by p.period, p.customer_id
