-- One draft document: the totals of its lines, and a hash of all that a customer would read.
with own as (
    select
        d.bill_no,
        d.period,
        d.customer_id,
        d.document_id,
        a.period_start,
        a.period_end,
        d.is_turned,
        case when d.is_turned then -d.net_minor else d.net_minor end as net_minor,
        d.lines,
    from billing.drafted as d
    inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
),
joined as (
    select
        l.period,
        l.customer_id,
        l.document_id,
        min(l.period_start) as period_start,
        max(l.period_end) as period_end,
        bool_or(l.is_turned) as is_turned,
        sum(l.amount_minor)::bigint as net_minor,
        count(*)::integer as lines,
        -- A document of corrections alone, of one period, names what it corrects.
        case when bool_and(l.line_period = l.period) then any_value(l.corrects_number) end
            as corrects_number,
        string_agg(
            json_array(
                l.line_period,
                l.product_code,
                l.kind,
                l.person_id,
                l.unit_price::varchar,
                l.display_name,
                l.user_principal_name,
                l.department,
                l.product_name,
                l.from_day,
                l.to_day,
                l.days,
                l.proration,
                l.tax_category,
                l.tax_rate::varchar,
                l.amount_minor,
                l.note
            )::varchar,
            chr(10) order by l.line_no
        ) as written,
    from billing.correction_lines as l
    semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
    group by l.period, l.customer_id, l.document_id
),
lined as (
    select
        coalesce(o.period, j.period) as period,
        coalesce(o.customer_id, j.customer_id) as customer_id,
        coalesce(o.document_id, j.document_id) as document_id,
        least(o.period_start, j.period_start) as period_start,
        greatest(o.period_end, j.period_end) as period_end,
        coalesce(o.is_turned, j.is_turned) as is_turned,
        case when o.document_id is null then j.corrects_number end as corrects_number,
        coalesce(o.net_minor, 0) + coalesce(j.net_minor, 0) as net_minor,
        coalesce(o.lines, 0) + coalesce(j.lines, 0) as lines,
        coalesce(j.written, '') as written,
    from own as o
    full outer join joined as j on o.document_id = j.document_id
),
taxed as (
    select
        t.document_id,
        sum(t.tax_minor)::bigint as tax_minor,
    from billing.draft_taxes as t
    group by t.document_id
)
select
    l.period,
    l.customer_id,
    l.document_id,
    case when l.is_turned then 'credit_note' else 'invoice' end as kind,
    l.period_start,
    l.period_end,
    l.corrects_number,
    a.is_settled,
    $estate::varchar as estate,
    a.currency,
    a.minor_digits,
    l.net_minor,
    t.tax_minor,
    l.net_minor + t.tax_minor as gross_minor,
    l.period_end + s.payment_days as due_day,
    l.lines,
    sha256(concat_ws(
        chr(10),
        c.written,
        s::varchar,
        l.is_turned::varchar,
        l.period_start,
        l.period_end,
        coalesce(g.products, ''),
        coalesce(g.amounts, ''),
        coalesce(g.persons, ''),
        l.written
    )) as content_hash,
from lined as l
inner join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
inner join taxed as t on l.document_id = t.document_id
inner join (
    select
        w.customer_id,
        w::varchar as written
    from (select * exclude (line) from reference.customers) as w
) as c on l.customer_id = c.customer_id
left join own as o on l.document_id = o.document_id
left join billing.digests as g on o.bill_no = g.bill_no
cross join reference.settings as s
