-- One line of a draft of the periods asked for, with what is due for its key.
with lined as (
    select
        l.* exclude (period, is_turned),
        l.period as line_period,
        null::varchar as corrects_number,
        case when l.is_turned then -l.amount_minor else l.amount_minor end as delta_minor,
        l.days as days_due,
        c.exact_numerator,
        c.exact_denominator,
        l.period,
    from billing.draft_lines as l
    inner join billing.charges as c
        on
            l.period = c.period
            and l.customer_id = c.customer_id
            and l.kind = c.kind
            and l.product_code is not distinct from c.product_code
            and l.person_id is not distinct from c.person_id
            and l.unit_price is not distinct from c.unit_price
    union all by name
    select l.* exclude (is_turned),
    from billing.correction_lines as l
)
select l.* exclude (period),
from lined as l
semi join billing.asked as a on l.period = a.period and l.customer_id = a.customer_id
order by l.document_id, l.line_no
