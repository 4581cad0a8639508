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
        c.description,
    from billing.charges as c
    semi join settled as s on c.period = s.period and c.customer_id = s.customer_id
),
before as (
    select i.* from ledger.invoiced as i
    semi join settled as s on i.period = s.period and i.customer_id = s.customer_id
),
compared as (
    select
        d.period is not null as is_due,
        coalesce(d.period, i.period) as period,
        coalesce(d.customer_id, i.customer_id) as customer_id,
        coalesce(d.product_code, i.product_code) as product_code,
        coalesce(d.kind, i.kind) as kind,
        coalesce(d.person_id, i.person_id) as person_id,
        coalesce(d.unit_price, i.unit_price) as unit_price,
        coalesce(d.exact_numerator, 0)::hugeint as exact_numerator,
        coalesce(d.exact_denominator, 1)::hugeint as exact_denominator,
        coalesce(i.last.numerator, 0)::hugeint as numerator_before,
        coalesce(i.last.denominator, 1)::hugeint as denominator_before,
        coalesce(d.amount_minor, 0) as due_minor,
        coalesce(i.invoiced_minor, 0) as invoiced_minor,
        coalesce(d.proration, i.last.proration) as proration,
        coalesce(d.days, 0) as days_now,
        coalesce(d.from_day, i.last.from_day) as from_day,
        coalesce(d.to_day, i.last.to_day) as to_day,
        coalesce(d.display_name, i.last.display_name) as display_name,
        coalesce(d.user_principal_name, i.last.user_principal_name) as user_principal_name,
        coalesce(d.department, i.last.department) as department,
        coalesce(d.description, i.last.note) as description,
        i.last,
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
-- Most keys are due what they were: what is dear to compute, and what is wide, waits for the rest.
changed as materialized (
    select
        c.*,
        row_number() over () as change_no,
        (
            common_parts(c.exact_numerator, c.exact_denominator)
            - common_parts(c.numerator_before, c.denominator_before)
        ) * minor_per_unit(s.minor_digits) as numerator,
        s.period_start,
        s.period_end,
        s.days_in_period,
    from compared as c
    inner join settled as s on c.period = s.period and c.customer_id = s.customer_id
    where
        (
            c.exact_numerator <> c.numerator_before
            or c.exact_denominator <> c.denominator_before
        )
        and common_parts(c.exact_numerator, c.exact_denominator)
        <> common_parts(c.numerator_before, c.denominator_before)
),
floored as (
    select
        c.*,
        ((c.numerator % common_denominator()) + common_denominator()) % common_denominator()
            as remainder,
    from changed as c
),
-- What whole groups come to, where a key of theirs changed; many keys are due the same.
amounts as (
    select
        c.period,
        c.customer_id,
        c.product_code,
        c.exact_numerator,
        c.exact_denominator,
        count(*) as keys,
        sum(c.invoiced_minor) as invoiced_minor,
    from compared as c
    semi join changed as g
        on
            c.period = g.period
            and c.customer_id = g.customer_id
            and c.product_code is not distinct from g.product_code
    where c.kind <> 'adjustment'
    group by all
),
totals as (
    select
        a.period,
        a.customer_id,
        a.product_code,
        round_ratio(
            sum(
                common_parts(a.exact_numerator, a.exact_denominator)
                * a.keys
                * minor_per_unit(s.minor_digits)
            ),
            common_denominator()
        ) - sum(a.invoiced_minor) as delta_minor,
    from amounts as a
    inner join settled as s on a.period = s.period and a.customer_id = s.customer_id
    group by a.period, a.customer_id, a.product_code
),
floors as (
    select
        f.period,
        f.customer_id,
        f.product_code,
        sum((f.numerator - f.remainder) // common_denominator()) as delta_minor,
    from floored as f
    where f.kind <> 'adjustment'
    group by f.period, f.customer_id, f.product_code
),
groups as (
    select
        t.period,
        t.customer_id,
        t.product_code,
        t.delta_minor - f.delta_minor as missing,
    from totals as t
    inner join floors as f
        on
            t.period = f.period
            and t.customer_id = f.customer_id
            and t.product_code is not distinct from f.product_code
),
-- Narrow: what a window is given it copies.
ranked as (
    select
        f.change_no,
        row_number() over (
            partition by f.period, f.customer_id, f.product_code, f.kind = 'adjustment'
            order by
                f.remainder desc,
                list_position(['person', 'minimum', 'unassigned', 'flat', 'counted'], f.kind),
                f.person_id asc,
                f.unit_price desc
        ) as place,
    from floored as f
)
select
    r.period,
    r.customer_id,
    r.product_code,
    r.kind,
    r.person_id,
    r.unit_price,
    r.proration,
    r.period_start,
    r.period_end,
    r.days_now,
    coalesce(r.last.days, 0) as days_before,
    r.from_day,
    r.to_day,
    r.days_in_period,
    r.exact_numerator,
    r.exact_denominator,
    (case
        when r.kind = 'adjustment' then r.due_minor - r.invoiced_minor
        else
            (r.numerator - r.remainder) // common_denominator()
            + case when k.place <= g.missing then 1 else 0 end
    end)::bigint as delta_minor,
    r.display_name,
    r.user_principal_name,
    r.department,
    case
        when r.is_due then coalesce(o.name, 'Adjustment')
        else r.last.product_name
    end as product_name,
    coalesce(r.last.tax_category, o.tax_category, t.tax_category) as tax_category,
    coalesce(
        r.last.tax_rate,
        case
            when coalesce(o.tax_category, t.tax_category) = 'S'
                then coalesce(o.tax_rate, t.tax_rate)
            else 0
        end
    )::decimal(9, 2) as tax_rate,
    r.description,
from floored as r
inner join ranked as k on r.change_no = k.change_no
left join groups as g
    on
        r.period = g.period
        and r.customer_id = g.customer_id
        and r.product_code is not distinct from g.product_code
inner join reference.terms as t on r.customer_id = t.customer_id
left join reference.products as o on r.product_code = o.product_code
