-- One line key of a settled period whose exact due differs from what was due when it was last
-- invoiced, and the cents of the difference (rule 10): the group's rounded total now less all
-- invoiced so far, handed to the keys that changed by largest remainder.
with settled as (
    select
        a.period,
        a.customer_id,
        a.period_start,
        a.period_end,
        a.days_in_period,
        a.minor_digits,
    from billing.asked as a
    anti join (
        select * from billing.blockers
        where not is_warning
    ) as b
        on a.period = b.period and a.customer_id = b.customer_id
    where a.is_settled
),
due as (
    select
        c.period,
        c.customer_id,
        c.product_code,
        c.kind,
        c.person_id,
        c.unit_price,
        c.proration,
        c.days,
        c.from_day,
        c.to_day,
        c.exact_numerator,
        c.exact_denominator,
        c.amount_minor,
        c.display_name,
        c.user_principal_name,
        c.department,
        coalesce(o.name, 'Adjustment') as product_name,
        coalesce(o.tax_category, t.tax_category) as tax_category,
        case
            when coalesce(o.tax_category, t.tax_category) = 'S'
                then coalesce(o.tax_rate, t.tax_rate)
            else 0
        end::decimal(9, 2) as tax_rate,
        j.description,
    from billing.charges as c
    semi join settled as s on c.period = s.period and c.customer_id = s.customer_id
    inner join reference.terms as t on c.customer_id = t.customer_id
    left join reference.products as o on c.product_code = o.product_code
    left join reference.adjustments as j
        on case when c.kind = 'adjustment' then c.person_id end = j.adjustment_id
),
before as (
    select i.* from ledger.invoiced as i
    semi join settled as s on i.period = s.period and i.customer_id = s.customer_id
),
compared as (
    select
        coalesce(d.period, i.period) as period,
        coalesce(d.customer_id, i.customer_id) as customer_id,
        coalesce(d.product_code, i.product_code) as product_code,
        coalesce(d.kind, i.kind) as kind,
        coalesce(d.person_id, i.person_id) as person_id,
        coalesce(d.unit_price, i.unit_price) as unit_price,
        coalesce(d.proration, i.last.proration) as proration,
        coalesce(d.days, 0) as days_now,
        coalesce(i.last.days, 0) as days_before,
        coalesce(d.from_day, i.last.from_day) as from_day,
        coalesce(d.to_day, i.last.to_day) as to_day,
        common_parts(coalesce(d.exact_numerator, 0), coalesce(d.exact_denominator, 1))
            as parts_now,
        common_parts(coalesce(i.last.numerator, 0), coalesce(i.last.denominator, 1))
            as parts_before,
        coalesce(d.exact_numerator, 0)::hugeint as exact_numerator,
        coalesce(d.exact_denominator, 1)::hugeint as exact_denominator,
        coalesce(d.amount_minor, 0) as due_minor,
        coalesce(i.invoiced_minor, 0) as invoiced_minor,
        coalesce(d.display_name, i.last.display_name) as display_name,
        coalesce(d.user_principal_name, i.last.user_principal_name) as user_principal_name,
        coalesce(d.department, i.last.department) as department,
        coalesce(d.product_name, i.last.product_name) as product_name,
        coalesce(i.last.tax_category, d.tax_category) as tax_category,
        coalesce(i.last.tax_rate, d.tax_rate) as tax_rate,
        coalesce(d.description, i.last.note) as description,
    from due as d
    full outer join before as i
        on
            d.period = i.period
            and d.customer_id = i.customer_id
            and d.product_code is not distinct from i.product_code
            and d.kind = i.kind
            and d.person_id is not distinct from i.person_id
            and d.unit_price is not distinct from i.unit_price
),
scaled as (
    select
        c.*,
        (c.parts_now - c.parts_before) * minor_per_unit(s.minor_digits) as numerator,
        c.parts_now * minor_per_unit(s.minor_digits) as due_numerator,
    from compared as c
    inner join settled as s on c.period = s.period and c.customer_id = s.customer_id
),
floored as (
    select
        s.*,
        ((s.numerator % common_denominator()) + common_denominator()) % common_denominator()
            as remainder,
    from scaled as s
),
groups as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        round_ratio(sum(f.due_numerator), common_denominator()) - sum(f.invoiced_minor)
        - sum(
            case
                when f.parts_now <> f.parts_before
                    then (f.numerator - f.remainder) // common_denominator()
                else 0
            end
        ) as missing,
    from floored as f
    where f.kind <> 'adjustment'
    group by f.period, f.customer_id, f.product_code
),
ranked as (
    select
        f.*,
        row_number() over (
            partition by f.period, f.customer_id, f.product_code, f.kind = 'adjustment'
            order by
                f.remainder desc,
                list_position(['person', 'minimum', 'unassigned', 'flat', 'counted'], f.kind),
                f.person_id asc,
                f.unit_price desc
        ) as place,
    from floored as f
    where f.parts_now <> f.parts_before
)
select
    r.period,
    r.customer_id,
    r.product_code,
    r.kind,
    r.person_id,
    r.unit_price,
    r.proration,
    s.period_start,
    s.period_end,
    r.days_now,
    r.days_before,
    r.from_day,
    r.to_day,
    s.days_in_period,
    r.exact_numerator,
    r.exact_denominator,
    (case
        when r.kind = 'adjustment' then r.due_minor - r.invoiced_minor
        else
            (r.numerator - r.remainder) // common_denominator()
            + case when r.place <= g.missing then 1 else 0 end
    end)::bigint as delta_minor,
    r.display_name,
    r.user_principal_name,
    r.department,
    r.product_name,
    r.tax_category,
    r.tax_rate,
    r.description,
from ranked as r
inner join settled as s on r.period = s.period and r.customer_id = s.customer_id
left join groups as g
    on
        r.period = g.period
        and r.customer_id = g.customer_id
        and r.product_code is not distinct from g.product_code
