-- Days as people write them, with the last one instead of the first one after.
create macro span_text(from_day, to_day) as (
    from_day::varchar
    || case when to_day > from_day + 1 then ' to ' || (to_day - 1)::date::varchar else '' end
);
