-- One customer of the periods asked for, and what its preview comes to.
select
    a.customer_id,
    case
        when b.customer_id is not null then 'blocked'
        when d.customer_id is not null then 'previewed'
        else 'nothing_due'
    end as status,
    a.period_start,
    a.period_end,
    d.document_id,
    d.kind,
    a.currency,
    money(d.net_minor, d.minor_digits) as net,
    money(d.gross_minor, d.minor_digits) as gross,
    d.due_day::date as due_day,
from billing.asked as a
left join (
    select distinct
        b.period,
        b.customer_id
    from billing.blockers as b
    where not b.is_warning
) as b
    on a.period = b.period and a.customer_id = b.customer_id
left join billing.drafts as d on a.period = d.period and a.customer_id = d.customer_id
order by a.period, a.customer_id
