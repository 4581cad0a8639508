-- One tax of a draft of the periods asked for.
select
    t.document_id,
    t.tax_category,
    t.tax_rate,
    t.net_minor,
    t.tax_minor,
from billing.draft_taxes as t
semi join billing.asked as a on t.period = a.period and t.customer_id = a.customer_id
order by t.document_id, t.tax_category, t.tax_rate
