-- One tax category and rate of a document.
with taxed as (
    select
        t.document_id,
        t.tax_category,
        t.tax_rate,
        money(t.net_minor, d.minor_digits) as net,
        money(t.tax_minor, d.minor_digits) as tax,
    from billing.draft_taxes as t
    inner join billing.drafts as d on t.document_id = d.document_id
    union all
    select
        t.document_id,
        t.tax_category,
        t.tax_rate,
        money(t.net_minor, d.minor_digits) as net,
        money(t.tax_minor, d.minor_digits) as tax,
    from ledger.taxes as t
    inner join ledger.documents as d on t.document_id = d.document_id
)
select
    t.document_id,
    t.tax_category,
    t.tax_rate,
    t.net,
    t.tax,
from taxed as t
order by t.document_id, t.tax_category, t.tax_rate
