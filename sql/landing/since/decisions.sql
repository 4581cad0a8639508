-- One decision after $moment: a person's, or the guard's about a look that had landed before.
with judged as (
    select
        j.sequence,
        j.place,
        j.recorded_at,
        j.status as decision,
        j.directory_id,
        j.observed_at,
        civil_day(j.observed_at, coalesce(d.time_zone, z.time_zone)) as from_day,
        civil_day(j.observed_at, coalesce(d.time_zone, z.time_zone)) + 1 as to_day,
        j.decided_by,
        j.reason,
    from landing.judgements as j
    inner join landing.observations as o
        on j.directory_id = o.directory_id and j.observed_at = o.observed_at
    left join reference.directory_terms as d on j.directory_id = d.directory_id
    cross join reference.settings as z
    where
        j.recorded_at > $moment
        and (j.decided_by <> 'guard' or o.recorded_at <= $moment)
),
every as (
    from judged
    union all by name
    select
        c.sequence,
        0 as place,
        c.recorded_at,
        c.decision,
        c.directory_id,
        c.from_day,
        c.to_day,
        c.decided_by,
        c.reason,
    from landing.covers as c
    where c.recorded_at > $moment
)
select
    e.recorded_at,
    e.decision,
    e.directory_id,
    e.observed_at,
    e.from_day,
    e.to_day,
    e.decided_by,
    e.reason,
from every as e
order by e.sequence, e.place
