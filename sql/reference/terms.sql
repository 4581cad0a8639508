-- One customer with the terms it is billed under, the estate's defaults filled in.
select
    c.line as position,
    c.customer_id,
    coalesce(c.currency, s.currency) as currency,
    m.minor_digits,
    coalesce(c.time_zone, s.time_zone) as time_zone,
    c.billing_day,
    c.billing_timing,
    c.billing_from,
    c.billing_to,
    coalesce(c.tax_category, case when c.tax_rate > 0 then 'S' else 'Z' end) as tax_category,
    coalesce(c.tax_rate, 0)::decimal(9, 2) as tax_rate,
from reference.customers as c
cross join reference.settings as s
inner join reference.currencies as m on coalesce(c.currency, s.currency) = m.currency
