-- One customer's period that some run was asked for.
select
    l.period,
    t.customer_id,
from (select unnest($periods::varchar[]) as period) as l
cross join reference.terms as t
where $customer_id is null or t.customer_id = $customer_id
