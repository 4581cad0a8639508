-- One line of a draft of the periods asked for, with what is due for its key.
with lined as (
    select
        l.* exclude (period, is_turned),
        l.period as line_period,
        null::varchar as corrects_number,
        case when l.is_turned then -l.amount_minor else l.amount_minor end as delta_minor,
        l.days as days_due,
        l.period,
    from billing.draft_lines as l
    union all by name
    select l.* exclude (is_turned),
    from billing.correction_lines as l
)
select l.* exclude (period),
from lined as l
semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
order by l.document_id, l.line_no
