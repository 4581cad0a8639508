-- One directory with its customer's zone and the window outside which it shows nothing.
select
    d.line as position,
    d.directory_id,
    d.customer_id,
    t.time_zone,
    d.observed_from,
    d.observed_to,
from reference.directories as d
inner join reference.terms as t on d.customer_id = t.customer_id
