-- One line of an issued document. `delta_minor` is what it added to what was invoiced;
-- the exact fraction and `days_due` are what was due for its key when it was issued.
with lined as (
    select
        a.sequence,
        a.entry.document_id,
        a.entry.customer_id,
        unnest(a.entry.lines) as line,
    from ledger.arrived as a
)
select
    l.document_id,
    l.sequence,
    l.customer_id,
    l.line.line_no,
    l.line.line_key,
    l.line.kind,
    l.line.line_period,
    l.line.period_start,
    l.line.period_end,
    l.line.corrects_number,
    l.line.person_id,
    l.line.display_name,
    l.line.user_principal_name,
    l.line.department,
    l.line.product_code,
    l.line.product_name,
    l.line.from_day,
    l.line.to_day,
    l.line.days,
    l.line.days_due,
    l.line.days_in_period,
    l.line.unit_price,
    l.line.proration,
    l.line.tax_category,
    l.line.tax_rate,
    l.line.amount_minor,
    l.line.delta_minor,
    l.line.exact_numerator,
    l.line.exact_denominator,
    l.line.note,
from lined as l
