-- One account that has something of a person who may have several, and the one whose name the
-- person goes by: the first, as directories are listed, that has anything (rule 3).
with holders as (
    select distinct
        h.bill_no,
        a.person_id,
        h.place,
        d.position,
        a.user_id,
    from billing.held_days as h
    inner join billing.accounts as a on h.place = a.place
    inner join reference.directory_terms as d on a.directory_id = d.directory_id
    where a.listed_person_id is not null and h.product_no is not null
)
select
    h.place,
    first_value(h.place) over (
        partition by h.bill_no, h.person_id order by h.position, h.user_id
    ) as person_place,
from holders as h
