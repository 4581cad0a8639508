-- One account of a payer's period, and what it was like, by whose name a person goes: all of them,
-- for to find out who needs a name costs more than to keep the keys of those who do not.
select
    a.bill_no,
    a.place,
    a.listed_person_id,
    a.attributes_key,
from billing.accounts as a
