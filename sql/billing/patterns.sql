-- One set of billable days of a product, and how many persons of a payer's period have just these:
-- what is judged or priced by days is judged or priced once for all of them.
with counted as (
    select
        d.bill_no,
        d.product_code,
        d.mask,
        count(*) as persons,
    from billing.person_days as d
    semi join billing.asked as a on d.bill_no = a.bill_no
    where d.mask <> 0
    group by d.bill_no, d.product_code, d.mask
)
select
    a.period,
    a.customer_id,
    c.product_code,
    c.mask,
    c.persons,
from counted as c
inner join billing.asked as a on c.bill_no = a.bill_no
