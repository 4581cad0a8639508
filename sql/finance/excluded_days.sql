-- One span of days that an exclusion or an including product took away.
select
    b.customer_id,
    b.period_start,
    b.period_end,
    b.person_id,
    b.product_code,
    b.from_day,
    b.to_day,
    b.days::integer as days,
    b.reason,
    b.period,
    b.source,
from billing.excluded_days as b
