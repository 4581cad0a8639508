-- One line of a draft of the periods asked for.
select l.* exclude (period, is_turned),
from billing.draft_lines as l
semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
order by l.document_id, l.line_no
