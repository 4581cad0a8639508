-- One person that a payer is charged for, called as the account that it goes by (rule 9).
select
    a.bill_no,
    a.place,
    a.person_id,
    a.display_name,
    a.user_principal_name,
    a.department,
from billing.accounts as a
semi join (
    select d.place from billing.person_days as d
    inner join billing.asked as k on d.bill_no = k.bill_no
) as c
    on a.place = c.place
