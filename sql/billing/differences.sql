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
    select
        i.period,
        i.customer_id,
        i.product_code,
        i.kind,
        i.person_id,
        i.unit_price,
        i.last.numerator as numerator_before,
        i.last.denominator as denominator_before,
        i.invoiced_minor,
        i.rowid as line,
    from ledger.invoiced as i
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
        coalesce(i.numerator_before, 0)::hugeint as numerator_before,
        coalesce(i.denominator_before, 1)::hugeint as denominator_before,
        coalesce(d.amount_minor, 0) as due_minor,
        coalesce(i.invoiced_minor, 0) as invoiced_minor,
        d.proration,
        coalesce(d.days, 0) as days_now,
        d.from_day,
        d.to_day,
        d.display_name,
        d.user_principal_name,
        d.department,
        d.description,
        i.line,
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
-- They are numbered in the order in which keys of a group are handed its units.
changed as materialized (
    select
        o.*,
        row_number() over () as place,
    from (
        select
            c.*,
            (
                common_parts(c.exact_numerator, c.exact_denominator)
                - common_parts(c.numerator_before, c.denominator_before)
            ) * minor_per_unit(s.minor_digits) as numerator,
            ((numerator % common_denominator()) + common_denominator()) % common_denominator()
                as remainder,
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
        order by
            c.period asc,
            c.customer_id asc,
            c.product_code asc,
            c.kind = 'adjustment' asc,
            remainder desc,
            list_position(['person', 'minimum', 'unassigned', 'flat', 'counted'], c.kind) asc,
            c.person_id asc,
            c.unit_price desc
    ) as o
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
        min(f.place) as first_place,
    from changed as f
    where f.kind <> 'adjustment'
    group by f.period, f.customer_id, f.product_code
),
groups as (
    select
        t.period,
        t.customer_id,
        t.product_code,
        f.first_place + t.delta_minor - f.delta_minor as end_place,
    from totals as t
    inner join floors as f
        on
            t.period = f.period
            and t.customer_id = f.customer_id
            and t.product_code is not distinct from f.product_code
),
-- What is wide is read again, of these alone.
told as (
    select
        c.place,
        i.last,
    from ledger.invoiced as i
    inner join changed as c on i.rowid = c.line
)
select
    r.period,
    r.customer_id,
    r.product_code,
    r.kind,
    r.person_id,
    r.unit_price,
    coalesce(r.proration, i.last.proration) as proration,
    r.period_start,
    r.period_end,
    r.days_now,
    coalesce(i.last.days, 0) as days_before,
    coalesce(r.from_day, i.last.from_day) as from_day,
    coalesce(r.to_day, i.last.to_day) as to_day,
    r.days_in_period,
    r.exact_numerator,
    r.exact_denominator,
    (case
        when r.kind = 'adjustment' then r.due_minor - r.invoiced_minor
        else
            (r.numerator - r.remainder) // common_denominator()
            + case when r.place < g.end_place then 1 else 0 end
    end)::bigint as delta_minor,
    coalesce(r.display_name, i.last.display_name) as display_name,
    coalesce(r.user_principal_name, i.last.user_principal_name) as user_principal_name,
    coalesce(r.department, i.last.department) as department,
    case
        when r.is_due then coalesce(o.name, 'Adjustment')
        else i.last.product_name
    end as product_name,
    coalesce(i.last.tax_category, o.tax_category, t.tax_category) as tax_category,
    coalesce(
        i.last.tax_rate,
        case
            when coalesce(o.tax_category, t.tax_category) = 'S'
                then coalesce(o.tax_rate, t.tax_rate)
            else 0
        end
    )::decimal(9, 2) as tax_rate,
    coalesce(r.description, i.last.note) as description,
from changed as r
left join told as i on r.place = i.place
left join groups as g
    on
        r.period = g.period
        and r.customer_id = g.customer_id
        and r.product_code is not distinct from g.product_code
inner join reference.terms as t on r.customer_id = t.customer_id
left join reference.products as o on r.product_code = o.product_code
