-- One draft document: the totals of its lines, and a hash of all that a customer would read.
with printed as (
    select
        l.period,
        l.customer_id,
        l.document_id,
        l.period_start,
        l.period_end,
        l.is_turned,
        l.amount_minor,
        l.line_no,
        l.product_code,
        l.kind,
        l.person_id,
        l.unit_price,
        l.display_name,
        l.user_principal_name,
        l.department,
        l.product_name,
        l.from_day,
        l.to_day,
        l.days,
        l.proration,
        l.tax_category,
        l.tax_rate,
        l.note,
        null::varchar as corrects_number,
        l.period as line_period,
    from billing.draft_lines as l
    union all by name
    select
        l.period,
        l.customer_id,
        l.document_id,
        l.period_start,
        l.period_end,
        l.is_turned,
        l.amount_minor,
        l.line_no,
        l.product_code,
        l.kind,
        l.person_id,
        l.unit_price,
        l.display_name,
        l.user_principal_name,
        l.department,
        l.product_name,
        l.from_day,
        l.to_day,
        l.days,
        l.proration,
        l.tax_category,
        l.tax_rate,
        l.note,
        l.corrects_number,
        l.line_period,
    from billing.correction_lines as l
),
lined as (
    select
        l.period,
        l.customer_id,
        l.document_id,
        min(l.period_start) as period_start,
        max(l.period_end) as period_end,
        bool_or(l.is_turned) as is_turned,
        -- A document of corrections alone, of one period, names what it corrects.
        case
            when bool_and(l.corrects_number is not null and l.line_period = l.period)
                then any_value(l.corrects_number)
        end as corrects_number,
        sum(l.amount_minor)::bigint as net_minor,
        count(*) as lines,
        string_agg(
            concat_ws(
                chr(31),
                l.line_period,
                coalesce(l.product_code, ''),
                l.kind,
                coalesce(l.person_id, ''),
                coalesce(l.unit_price::varchar, ''),
                coalesce(l.display_name, ''),
                coalesce(l.user_principal_name, ''),
                coalesce(l.department, ''),
                coalesce(l.product_name, ''),
                coalesce(l.from_day::varchar, ''),
                coalesce(l.to_day::varchar, ''),
                coalesce(l.days::varchar, ''),
                coalesce(l.proration, ''),
                l.tax_category,
                l.tax_rate::varchar,
                l.amount_minor::varchar,
                coalesce(l.note, '')
            ),
            chr(10) order by l.line_no
        ) as written,
    from printed as l
    semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
    group by l.period, l.customer_id, l.document_id
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
    sha256(concat_ws(chr(10), c.written, s::varchar, l.written)) as content_hash,
from lined as l
inner join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
inner join taxed as t on l.document_id = t.document_id
inner join (
    select
        w.customer_id,
        w::varchar as written
    from (select * exclude (line) from reference.customers) as w
) as c on l.customer_id = c.customer_id
cross join reference.settings as s
