-- One customer's period that a bill was asked for or that is settled, and what stands for it; what
-- a credit note takes away is below zero.
with known as (
    select
        a.period,
        a.customer_id,
        a.currency,
        a.minor_digits,
        a.period_end,
        a.is_due,
    from billing.asked as a
    union all
    select
        s.period,
        s.customer_id,
        coalesce(s.currency, t.currency) as currency,
        coalesce(i.minor_digits, t.minor_digits) as minor_digits,
        s.period_end,
        true as is_due,
    from ledger.settlements as s
    inner join reference.terms as t on s.customer_id = t.customer_id
    left join (
        select distinct
            d.currency,
            d.minor_digits,
        from ledger.documents as d
    ) as i
        on s.currency = i.currency
    where
        list_contains($periods::varchar[], s.period)
        and ($customer_id is null or s.customer_id = $customer_id)
),
printed as (
    select
        d.period,
        d.customer_id,
        d.kind,
        d.net_minor,
        d.gross_minor,
    from billing.drafts as d
    where not d.is_settled
    union all
    select
        d.period,
        d.customer_id,
        d.kind,
        d.net_minor,
        d.gross_minor,
    from ledger.documents as d
),
summed as (
    select
        p.period,
        p.customer_id,
        sum(case when p.kind = 'credit_note' then -p.net_minor else p.net_minor end)::bigint
            as net_minor,
        sum(case when p.kind = 'credit_note' then -p.gross_minor else p.gross_minor end)::bigint
            as gross_minor,
    from printed as p
    group by p.period, p.customer_id
)
select
    k.period,
    k.customer_id,
    case
        when s.number is not null then 'issued'
        when s.customer_id is not null then 'settled'
        when not k.is_due then 'open'
        when b.customer_id is not null then 'blocked'
        when p.customer_id is not null then 'drafted'
        else 'nothing_due'
    end as status,
    k.currency,
    k.minor_digits,
    k.period_end,
    p.net_minor,
    p.gross_minor,
from known as k
left join ledger.settlements as s on k.period = s.period and k.customer_id = s.customer_id
left join (
    select distinct
        b.period,
        b.customer_id
    from billing.blockers as b
    where not b.is_warning
) as b
    on k.period = b.period and k.customer_id = b.customer_id
left join summed as p on k.period = p.period and k.customer_id = p.customer_id
order by k.period, k.customer_id
