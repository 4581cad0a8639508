-- Who held what on a day. The table is not qualified: a reader says `use finance.finance` first.
create macro assignments_on(day) as table (
    select * from assignments
    where valid_from <= day and coalesce(valid_to > day, true)
)
