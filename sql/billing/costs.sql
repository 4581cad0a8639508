-- One customer, period and product: what its days cost by the unit cost of the price book, exact
-- and rounded once. Days given away cost too; one day without a unit cost leaves all unknown.
with summed as (
    select
        d.period,
        d.customer_id,
        d.product_code,
        sum(d.days * d.persons)::bigint as days,
        coalesce(sum(d.days * d.persons) filter (where d.cost_days is null), 0)::bigint
            as uncosted_days,
        sum(d.cost_days * d.persons) as cost_days,
    from billing.dues as d
    where d.kind <> 'adjustment'
    group by d.period, d.customer_id, d.product_code
)
select
    s.period,
    s.customer_id,
    s.product_code,
    a.period_start,
    a.period_end,
    a.currency,
    a.minor_digits,
    s.days,
    s.uncosted_days,
    case
        when s.uncosted_days = 0
            then round_ratio(
                s.cost_days * minor_per_unit(a.minor_digits),
                10000000000::hugeint * a.days_in_period
            )
    end::bigint as cost_minor,
from summed as s
inner join billing.asked as a on s.period = a.period and s.customer_id = a.customer_id
