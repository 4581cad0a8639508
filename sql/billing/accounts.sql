-- One account and who pays for it, with the place at which it was written: to count rows costs as
-- much as to sort them.
select
    c.rowid as place,
    c.bill_no,
    c.shown_no,
    c.directory_id,
    c.user_id,
    c.person_id,
    c.is_listed,
    c.display_name,
    c.user_principal_name,
    c.department,
    c.mask,
    c.counted_mask,
from billing.called as c
