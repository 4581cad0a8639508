-- One person by its place among those of a payer, of what a run was asked for, called as the
-- account that it goes by (rule 9). Few names are looked up among all attributes there ever were.
select
    n.bill_no,
    n.place,
    person_of(n.listed_person_id, t.directory_id, t.user_id) as person_id,
    t.display_name,
    t.user_principal_name,
    t.department,
from snapshot.user_attributes as t
inner join (
    select h.* from billing.line_names as h
    semi join billing.asked as a on h.bill_no = a.bill_no
) as n
    on t.attributes_key = n.attributes_key
