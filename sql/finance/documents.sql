-- One draft or issued document.
select
    d.document_id,
    null::varchar as number,
    d.kind,
    case when p.document_id is null then 'draft' else 'approved' end as status,
    d.customer_id,
    d.period_start,
    d.period_end,
    d.corrects_number,
    d.currency,
    money(d.net_minor, d.minor_digits) as net,
    money(d.tax_minor, d.minor_digits) as tax,
    money(d.gross_minor, d.minor_digits) as gross,
    null::timestamptz as issued_at,
    d.due_day::date as due_day,
    d.content_hash,
    d.period,
    d.estate,
    null::integer as sequence,
    null::varchar as file_hash,
    d.minor_digits,
from billing.drafts as d
left join (
    select distinct
        a.document_id,
        a.content_hash,
    from ledger.approvals as a
) as p
    on d.document_id = p.document_id and d.content_hash = p.content_hash
union all
select
    d.document_id,
    d.number,
    d.kind,
    'issued' as status,
    d.customer_id,
    d.period_start,
    d.period_end,
    d.corrects_number,
    d.currency,
    money(d.net_minor, d.minor_digits) as net,
    money(d.tax_minor, d.minor_digits) as tax,
    money(d.gross_minor, d.minor_digits) as gross,
    d.issued_at,
    d.due_day,
    d.content_hash,
    d.period,
    d.estate,
    d.sequence,
    d.sha256 as file_hash,
    d.minor_digits,
from ledger.documents as d
order by period, customer_id, number
