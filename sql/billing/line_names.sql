-- One person that a payer is charged for, and what its account was like, by whose name it goes.
select
    a.bill_no,
    a.place,
    a.listed_person_id,
    a.attributes_key,
from billing.accounts as a
semi join billing.person_days as d on a.bill_no = d.bill_no and a.place = d.place
