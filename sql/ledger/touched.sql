-- Customers' periods for which documents arrived: what was invoiced for them is added up anew.
create or replace table ledger.touched as
select distinct
    l.customer_id,
    l.line_period as period,
from ledger.lines as l
semi join ledger.arrived as a on l.sequence = a.sequence
