-- One customer and billing period that some run was asked for (rule 6).
select
    a.bill_no,
    a.period,
    a.customer_id,
    a.period_start,
    a.period_end,
    a.days_in_period,
    a.is_due,
    a.currency,
    a.minor_digits,
from billing.asked as a
