-- One customer's period that nothing blocks and that is drafted for the first time.
-- A document below zero is a credit note, with the signs turned.
with summed as (
    select
        a.bill_no,
        p.period,
        p.customer_id,
        sum(p.lines)::integer as lines,
        sum(p.net_minor)::bigint as net_minor,
        -- Keys are long to say: each is said once, of a column.
        sha256(json_array(p.customer_id, p.period, 'draft')::varchar) as digest,
    from billing.line_products as p
    inner join billing.asked as a on p.period = a.period and p.customer_id = a.customer_id
    anti join (
        select * from billing.blockers
        where not is_warning
    ) as b
        on p.period = b.period and p.customer_id = b.customer_id
    where not a.is_settled
    group by a.bill_no, p.period, p.customer_id
    having not bool_and(p.is_zero)
)
select
    s.bill_no,
    s.period,
    s.customer_id,
    key26(s.digest) as document_id,
    s.lines,
    s.net_minor,
    s.net_minor < 0 as is_turned,
from summed as s
