-- One tax category and rate of an issued document.
with taxed as (
    select
        a.sequence,
        a.entry.document_id,
        unnest(a.entry.taxes) as tax,
    from ledger.arrived as a
)
select
    t.document_id,
    t.tax.tax_category,
    t.tax.tax_rate,
    t.tax.net_minor,
    t.tax.tax_minor,
from taxed as t
