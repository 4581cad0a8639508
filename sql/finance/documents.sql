-- One draft document.
select
    d.document_id,
    null::varchar as number,
    d.kind,
    'draft' as status,
    d.customer_id,
    d.period_start,
    d.period_end,
    null::varchar as corrects_number,
    d.currency,
    money(d.net_minor, d.minor_digits) as net,
    money(d.tax_minor, d.minor_digits) as tax,
    money(d.gross_minor, d.minor_digits) as gross,
    null::timestamptz as issued_at,
    d.due_day::date as due_day,
    d.content_hash,
    d.period,
from billing.drafts as d
order by d.period, d.customer_id
