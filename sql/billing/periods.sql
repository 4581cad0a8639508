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
    a.period_start + case when a.charging_mask = 0 then 0 else first_index(a.charging_mask) end
        as charged_from,
    a.period_start + end_index(a.charging_mask) as charged_to,
from billing.asked as a
