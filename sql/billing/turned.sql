-- What joined an invoice may take it below zero, or a credit note above: its lines turn with it.
update billing.drafted as d
set is_turned = c.is_turned
from (
    select distinct
        c.document_id,
        c.is_turned,
    from billing.correction_lines as c
) as c
where d.document_id = c.document_id and d.is_turned <> c.is_turned
