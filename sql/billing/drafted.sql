-- One customer's period that nothing blocks and that is drafted for the first time.
-- A document below zero is a credit note, with the signs turned.
select
    c.period,
    c.customer_id,
    key26(sha256(json_array(c.customer_id, c.period, 'draft')::varchar)) as document_id,
    count(*)::integer as lines,
    sum(c.amount_minor)::bigint as net_minor,
    sum(c.amount_minor) < 0 as is_turned,
from billing.charges as c
semi join (
    select * from billing.asked
    where not is_settled
) as a
    on c.period = a.period and c.customer_id = a.customer_id
anti join (
    select * from billing.blockers
    where not is_warning
) as b
    on c.period = b.period and c.customer_id = b.customer_id
group by c.period, c.customer_id
having bool_or(c.amount_minor <> 0)
