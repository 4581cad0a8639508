-- One account and who pays for it, with the place at which it was written, from 1: to count rows
-- costs as much as to sort them. Zero is nobody's place (see drafts).
select
    c.rowid + 1 as place,
    c.bill_no,
    c.shown_no,
    s.directory_id,
    c.user_id,
    person_of(c.listed_person_id, s.directory_id, c.user_id) as person_id,
    c.listed_person_id,
    c.attributes_key,
    c.mask,
    c.counted_mask,
from billing.called as c
inner join billing.shown_days as s on c.shown_no = s.shown_no
