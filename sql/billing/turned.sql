-- What joined an invoice may take it below zero, or a credit note above: its lines turn with it.
update billing.draft_lines as l
set
    amount_minor = -l.amount_minor,
    is_turned = c.is_turned
from (
    select distinct
        c.document_id,
        c.is_turned,
    from billing.correction_lines as c
) as c
where l.document_id = c.document_id and l.is_turned <> c.is_turned
