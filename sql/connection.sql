-- What each connection has for itself.
set timezone = 'UTC';

-- All pairs of characters of base 32, for keys. A literal would be folded anew into every
-- statement, and a list of a thousand be copied value by value for every use in a plan.
set variable pairs32 = (
    select string_agg(a.letter || b.letter, '' order by a.place, b.place)
    from (
        select
            unnest(string_split('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', '')) as letter,
            unnest(range(32)) as place
    ) as a
    cross join (
        select
            unnest(string_split('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', '')) as letter,
            unnest(range(32)) as place
    ) as b
);
