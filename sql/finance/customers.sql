-- One customer of the estate, with the terms that its blanks stand for.
select
    c.* exclude (line) replace (
        t.currency as currency,
        t.time_zone as time_zone,
        t.tax_category as tax_category,
        t.tax_rate as tax_rate
    ),
from reference.customers as c
inner join reference.terms as t on c.customer_id = t.customer_id
order by t.position
