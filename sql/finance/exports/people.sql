-- One day of a customer's period and how many people were billed on it.
with days as (
    select
        p.customer_id,
        unnest(range(p.period_start, p.period_end, interval 1 day))::date as day,
    from finance.periods as p
    where p.period = $period
)

select
    d.customer_id,
    d.day,
    count(distinct b.person_id) as people,
from days as d
left join finance.billable_days as b
    on d.customer_id = b.customer_id and d.day >= b.from_day and d.day < b.to_day
group by d.customer_id, d.day
order by d.customer_id, d.day
