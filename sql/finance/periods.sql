-- One customer and billing period that a run was asked for, and what came of it.
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
from billing.periods as p
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
