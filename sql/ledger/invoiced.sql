-- One line key with all that was invoiced for it so far, and what was due when it last was: of
-- the customers' periods for which documents arrived. What was due is `whole` units and a rest, for
-- numbers of 64 bits are read ten times as fast as those of more.
with keys as (
    select
        l.customer_id,
        l.line_period as period,
        l.product_code,
        l.kind,
        l.person_id,
        l.unit_price,
        max_by(
            {
                'line_key': l.line_key,
                'days': l.days_due,
                'from_day': l.from_day,
                'to_day': l.to_day,
                'days_in_period': l.days_in_period,
                'period_start': l.period_start,
                'period_end': l.period_end,
                'proration': l.proration,
                'display_name': l.display_name,
                'user_principal_name': l.user_principal_name,
                'department': l.department,
                'product_name': l.product_name,
                'tax_category': l.tax_category,
                'tax_rate': l.tax_rate,
                'note': l.note
            },
            l.sequence
        ) as last,
        max_by(
            { 'numerator': l.exact_numerator, 'denominator': l.exact_denominator }, l.sequence
        ) as due,
        sum(l.delta_minor)::bigint as invoiced_minor,
        count(*)::integer as lines,
    from ledger.lines as l
    semi join ledger.touched as t on l.customer_id = t.customer_id and l.line_period = t.period
    group by l.customer_id, l.line_period, l.product_code, l.kind, l.person_id, l.unit_price
)
select
    k.customer_id,
    k.period,
    k.product_code,
    k.kind,
    k.person_id,
    k.unit_price,
    quotient(k.due.numerator, k.due.denominator) as whole,
    modulus(k.due.numerator, k.due.denominator) as rest,
    k.due.denominator::bigint as denominator,
    k.last,
    k.invoiced_minor,
    k.lines,
from keys as k
-- Those of a period and customer stand together: whoever reads these passes over the others.
order by k.period, k.customer_id
