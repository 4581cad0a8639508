-- One customer and period that was settled, and under which version of the estate it is pinned:
-- that of its last document. A period with nothing due is settled by a decision (rule 10).
with settled as (
    select
        d.customer_id,
        d.period,
        d.period_start,
        d.period_end,
        d.estate,
        d.billing_timing,
        d.number,
        d.issued_at as settled_at,
        1 as place,
        d.sequence,
    from ledger.documents as d
    where d.is_settling
    union all
    select
        s.customer_id,
        s.period,
        s.period_start,
        s.period_end,
        s.estate,
        s.billing_timing,
        null::varchar as number,
        s.settled_at,
        0 as place,
        0 as sequence,
    from ledger.nothing_due as s
),
first as (
    select
        s.customer_id,
        s.period,
        arg_min(s.period_start, s.settled_at) as period_start,
        arg_min(s.period_end, s.settled_at) as period_end,
        arg_min(s.estate, s.settled_at) as estate,
        arg_min(s.billing_timing, s.settled_at) as billing_timing,
        min(s.number) as number,
        min(s.settled_at) as settled_at,
    from settled as s
    group by s.customer_id, s.period
),
corrected as (
    select
        l.customer_id,
        l.line_period as period,
        max_by(d.estate, d.sequence) as estate,
        count(distinct d.document_id) as documents,
        max(d.issued_at) as issued_at,
    from ledger.lines as l
    inner join ledger.documents as d on l.document_id = d.document_id
    where not d.is_settling or l.line_period <> d.period
    group by l.customer_id, l.line_period
)
select
    f.customer_id,
    f.period,
    f.period_start,
    f.period_end,
    coalesce(c.estate, f.estate) as estate,
    f.billing_timing,
    f.number,
    f.settled_at,
    coalesce(c.documents, 0)::integer as corrections,
    coalesce(c.issued_at, f.settled_at) as invoiced_at,
from first as f
left join corrected as c on f.customer_id = c.customer_id and f.period = c.period
