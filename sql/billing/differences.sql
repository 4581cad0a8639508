-- One line key of a settled period whose exact due differs from what was due when it was last
-- invoiced, and the cents of the difference (rule 10): the group's rounded total now less all
-- invoiced so far, handed to the keys that changed by largest remainder.
with settled as (
    select
        a.bill_no,
        a.period,
        a.customer_id,
        a.period_start,
        a.period_end,
        a.days_in_period,
        minor_per_unit(a.minor_digits) as minor,
    from billing.asked as a
    anti join (
        select * from billing.blockers
        where not is_warning
    ) as b
        on a.period = b.period and a.customer_id = b.customer_id
    where a.is_settled
),
due as (
    select d.* from billing.due_keys as d
    semi join settled as s on d.bill_no = s.bill_no
),
before as (
    select
        s.bill_no,
        i.product_code,
        i.kind,
        i.person_id,
        i.unit_price,
        i.whole,
        i.rest,
        i.denominator,
        i.invoiced_minor,
        i.rowid as line,
    from ledger.invoiced as i
    inner join settled as s on i.period = s.period and i.customer_id = s.customer_id
),
compared as (
    select
        d.bill_no is not null as is_due,
        coalesce(d.bill_no, i.bill_no) as bill_no,
        coalesce(d.product_code, i.product_code) as product_code,
        coalesce(d.kind, i.kind) as kind,
        coalesce(d.person_id, i.person_id) as person_id,
        coalesce(d.unit_price, i.unit_price) as unit_price,
        coalesce(d.whole, 0) as whole,
        coalesce(d.rest, 0) as rest,
        coalesce(d.denominator, 1) as denominator,
        coalesce(i.whole, 0) as whole_before,
        coalesce(i.rest, 0) as rest_before,
        coalesce(i.denominator, 1) as denominator_before,
        coalesce(i.invoiced_minor, 0) as invoiced_minor,
        d.proration,
        coalesce(d.days, 0) as days_now,
        d.from_day,
        d.to_day,
        d.description,
        d.place,
        i.line,
    from due as d
    full outer join before as i
        on
            d.bill_no = i.bill_no
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
        row_number() over () as turn,
    from (
        select
            c.*,
            (
                common_parts(c.whole, c.rest, c.denominator)
                - common_parts(c.whole_before, c.rest_before, c.denominator_before)
            ) * s.minor as numerator,
            ((numerator % common_denominator()) + common_denominator()) % common_denominator()
                as remainder,
        from compared as c
        inner join settled as s on c.bill_no = s.bill_no
        where
            (
                c.whole <> c.whole_before
                or c.rest <> c.rest_before
                or c.denominator <> c.denominator_before
            )
            and common_parts(c.whole, c.rest, c.denominator)
            <> common_parts(c.whole_before, c.rest_before, c.denominator_before)
        order by
            c.bill_no asc,
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
        c.bill_no,
        c.product_code,
        c.whole,
        c.rest,
        c.denominator,
        count(*) as keys,
        sum(c.invoiced_minor) as invoiced_minor,
    from compared as c
    semi join changed as g
        on c.bill_no = g.bill_no and c.product_code is not distinct from g.product_code
    where c.kind <> 'adjustment'
    group by all
),
totals as (
    select
        a.bill_no,
        a.product_code,
        round_ratio(
            sum(
                common_parts(a.whole, a.rest, a.denominator)
                * a.keys
                * s.minor
            ),
            common_denominator()
        ) - sum(a.invoiced_minor) as delta_minor,
    from amounts as a
    inner join settled as s on a.bill_no = s.bill_no
    group by a.bill_no, a.product_code
),
floors as (
    select
        f.bill_no,
        f.product_code,
        sum((f.numerator - f.remainder) // common_denominator()) as delta_minor,
        min(f.turn) as first_turn,
    from changed as f
    where f.kind <> 'adjustment'
    group by f.bill_no, f.product_code
),
groups as (
    select
        t.bill_no,
        t.product_code,
        f.first_turn + t.delta_minor - f.delta_minor as end_turn,
    from totals as t
    inner join floors as f
        on t.bill_no = f.bill_no and t.product_code is not distinct from f.product_code
),
-- What is wide is read again, of these alone.
told as (
    select
        c.turn,
        i.last,
    from ledger.invoiced as i
    inner join changed as c on i.rowid = c.line
)
select
    s.period,
    s.customer_id,
    r.product_code,
    r.kind,
    r.person_id,
    r.unit_price,
    coalesce(r.proration, i.last.proration) as proration,
    s.period_start,
    s.period_end,
    r.days_now,
    coalesce(i.last.days, 0) as days_before,
    coalesce(r.from_day, i.last.from_day) as from_day,
    coalesce(r.to_day, i.last.to_day) as to_day,
    s.days_in_period,
    r.whole * r.denominator::hugeint + r.rest as exact_numerator,
    r.denominator::hugeint as exact_denominator,
    (case
        -- An adjustment is whole minor units.
        when r.kind = 'adjustment'
            then r.whole * s.minor + r.rest * s.minor // r.denominator - r.invoiced_minor
        else
            (r.numerator - r.remainder) // common_denominator()
            + case when r.turn < g.end_turn then 1 else 0 end
    end)::bigint as delta_minor,
    coalesce(n.display_name, i.last.display_name) as display_name,
    coalesce(n.user_principal_name, i.last.user_principal_name) as user_principal_name,
    coalesce(n.department, i.last.department) as department,
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
left join told as i on r.turn = i.turn
left join billing.names as n on r.bill_no = n.bill_no and r.place = n.place
left join groups as g
    on r.bill_no = g.bill_no and r.product_code is not distinct from g.product_code
inner join settled as s on r.bill_no = s.bill_no
inner join reference.terms as t on s.customer_id = t.customer_id
left join reference.products as o on r.product_code = o.product_code
