-- One line of a correction: of a document of its own, or joined to the customer's next invoice.
-- `delta_minor` adds to what was invoiced; a document below zero has its signs turned.
with changed as (
    select
        d.*,
        s.number as corrects_number,
        s.corrections,
        s.currency,
        -- What was billed ahead is trued up by the next invoice, and so is all else where the
        -- estate wants corrections there.
        $is_next_invoice or s.billing_timing = 'advance' as is_carried,
    from billing.differences as d
    inner join ledger.settlements as s on d.period = s.period and d.customer_id = s.customer_id
),
alone as (
    select
        c.* exclude (currency),
        c.period as document_period,
        json_array(c.customer_id, c.period, 'correction', c.corrections)::varchar as document,
        0::bigint as billed_minor,
        0 as billed_lines,
    from changed as c
    inner join billing.asked as a on c.period = a.period and c.customer_id = a.customer_id
    where a.is_settled and $is_alone
),
billed as (
    select
        a.period,
        a.customer_id,
        a.currency,
        coalesce(d.net_minor, 0) as billed_minor,
        coalesce(d.lines, 0) as billed_lines,
    from billing.asked as a
    left join billing.drafted as d on a.period = d.period and a.customer_id = d.customer_id
    anti join (
        select * from billing.blockers
        where not is_warning
    ) as b
        on a.period = b.period and a.customer_id = b.customer_id
    where not a.is_settled and a.is_due
),
-- They join the first period that is drafted after them.
joined as (
    select
        c.* exclude (currency),
        b.period as document_period,
        json_array(c.customer_id, b.period, 'draft')::varchar as document,
        b.billed_minor,
        b.billed_lines,
    from changed as c
    inner join billed as b
        on
            c.customer_id = b.customer_id
            and c.period < b.period
            and coalesce(c.currency, b.currency) = b.currency
    where
        c.is_carried
        and (
            $standing::varchar[] is null
            or c.period || ' ' || c.customer_id not in (select unnest($standing::varchar[]))
        )
    qualify
        b.period = min(b.period) over (
            partition by c.customer_id, c.period, c.kind, c.person_id, c.product_code, c.unit_price
        )
),
every as (
    from alone
    union all
    from joined
),
-- Keys are long to say: each is said once, of a column.
hashed as (
    select
        e.document,
        sha256(e.document) as digest,
        any_value(e.billed_minor) + sum(e.delta_minor) < 0 as is_turned,
    from every as e
    group by e.document
    having any_value(e.billed_lines) > 0 or bool_or(e.delta_minor <> 0)
),
documents as (
    select
        h.document,
        key26(h.digest) as document_id,
        h.is_turned,
    from hashed as h
),
keyed as (
    select
        e.*,
        sha256(json_object(
            'customer_id', e.customer_id,
            'kind', e.kind,
            'period', e.period,
            'person_id', e.person_id,
            'product_code', e.product_code,
            'unit_price', e.unit_price::varchar
        )::varchar) as digest,
    from every as e
)
select
    e.document_period as period,
    e.customer_id,
    d.document_id,
    (
        e.billed_lines + row_number() over (
            partition by d.document_id
            order by
                e.period asc,
                coalesce(o.line, 1000000000) asc,
                list_position(
                    ['person', 'minimum', 'unassigned', 'flat', 'counted', 'adjustment'], e.kind
                ) asc,
                e.display_name asc,
                e.person_id asc,
                e.unit_price desc
        )
    )::integer as line_no,
    key26(e.digest) as line_key,
    e.kind,
    e.period as line_period,
    e.period_start,
    e.period_end,
    e.corrects_number,
    e.person_id,
    e.display_name,
    e.user_principal_name,
    e.department,
    e.product_code,
    e.product_name,
    e.from_day,
    e.to_day,
    case when d.is_turned then -1 else 1 end * (e.days_now - e.days_before) as days,
    e.days_now as days_due,
    case when e.kind = 'adjustment' then null else e.days_in_period end as days_in_period,
    e.unit_price,
    e.proration,
    e.tax_category,
    e.tax_rate,
    (case when d.is_turned then -e.delta_minor else e.delta_minor end)::bigint as amount_minor,
    d.is_turned,
    e.delta_minor,
    e.exact_numerator,
    e.exact_denominator,
    case
        when e.kind = 'adjustment' then e.description
        else case
            when e.kind in ('minimum', 'unassigned', 'counted')
                then printf('%d unit-days, was %d', e.days_now, e.days_before)
            else
                case
                    when e.kind = 'person' and coalesce(e.proration <> 'until_period_end', true)
                        then 'held '
                    else ''
                end
                || printf('%d of %d days', e.days_now, e.days_in_period)
                || case when w.is_repriced then ' at this price' else '' end
                || printf(', was %d', e.days_before)
        end || coalesce('; ' || nullif(w.because, ''), '')
    end as note,
from keyed as e
inner join documents as d on e.document = d.document
left join reference.products as o on e.product_code = o.product_code
left join billing.reasons as w
    on
        e.period = w.period
        and e.customer_id = w.customer_id
        and e.product_code is not distinct from w.product_code
        and e.kind = w.kind
        and case when e.kind = 'person' then e.person_id end is not distinct from w.person_id
