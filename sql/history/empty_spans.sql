-- One unbroken span of days covered by the decision that nobody held anything.
with placed as (
    select
        c.directory_id,
        c.day,
        c.day - row_number() over (partition by c.directory_id order by c.day)::integer as piece,
    from history.coverage as c
    where c.is_empty
)
select
    p.directory_id,
    min(p.day) as from_day,
    max(p.day) + 1 as to_day,
from placed as p
group by p.directory_id, p.piece
