-- One directory's days of the period by how they are known.
select
    p.customer_id,
    c.directory_id,
    count(*) filter (where c.status = 'observed') as observed,
    count(*) filter (where c.status = 'carried') as carried,
    count(*) filter (where c.status = 'covered') as covered,
    count(*) filter (where c.status in ('missing', 'held')) as missing,
from finance.periods as p
inner join finance.coverage as c
    on p.customer_id = c.customer_id and p.period_start <= c.day and p.period_end > c.day
where p.period = $period
group by p.customer_id, c.directory_id
order by p.customer_id, c.directory_id
