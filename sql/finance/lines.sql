-- One line of a document.
select
    l.document_id,
    l.line_no,
    l.line_key,
    l.kind,
    null::varchar as corrects_number,
    l.customer_id,
    l.period_start,
    l.period_end,
    l.person_id,
    l.display_name,
    l.user_principal_name,
    l.department,
    l.product_code,
    l.product_name,
    l.from_day,
    l.to_day,
    l.days,
    l.days_in_period::integer as days_in_period,
    l.unit_price,
    l.tax_category,
    l.tax_rate,
    money(l.amount_minor, d.minor_digits) as amount,
    l.note,
    l.period,
from billing.draft_lines as l
inner join billing.drafts as d on l.document_id = d.document_id
order by l.document_id, l.line_no
