-- One unbroken span of days on which a person is billed for a product.
select
    b.customer_id,
    b.period_start,
    b.period_end,
    b.person_id,
    b.product_code,
    b.from_day,
    b.to_day,
    b.days::integer as days,
    b.period,
from billing.billable_days as b
