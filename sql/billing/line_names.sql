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
    select coalesce(j.person_place, h.place) as place
    from billing.held_days as h
    left join billing.joined as j on h.place = j.place
    where h.product_code is not null
) as c
    on a.place = c.place
