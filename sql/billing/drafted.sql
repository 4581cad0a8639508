-- One customer's period that nothing blocks and that is drafted for the first time.
-- A document below zero is a credit note, with the signs turned.
with lines as (
    select
        h.period,
        h.customer_id,
        m.amount_minor + h.unit as amount_minor,
    from billing.charged as h
    inner join billing.asked as k on h.period = k.period and h.customer_id = k.customer_id
    inner join (
        select o.* from billing.amounts as o
        semi join billing.asked as a on o.period = a.period and o.customer_id = a.customer_id
    ) as m
        on
            h.period = m.period
            and h.customer_id = m.customer_id
            and h.amount_no = m.amount_no
    where not k.is_settled
)
select
    c.period,
    c.customer_id,
    key26(sha256(json_array(c.customer_id, c.period, 'draft')::varchar)) as document_id,
    count(*)::integer as lines,
    sum(c.amount_minor)::bigint as net_minor,
    sum(c.amount_minor) < 0 as is_turned,
from lines as c
anti join (
    select * from billing.blockers
    where not is_warning
) as b
    on c.period = b.period and c.customer_id = b.customer_id
group by c.period, c.customer_id
having bool_or(c.amount_minor <> 0)
