-- One directory of an incoming batch with faulty rows, the moment of its look, and each problem
-- as `table.column: problem`, without values.
with records as (
    select
        'observations' as name,
        o.record,
        o.directory_id
    from incoming.observations as o
    union all
    select
        'users' as name,
        u.record,
        u.directory_id
    from incoming.users as u
    union all
    select
        'assignments' as name,
        a.record,
        a.directory_id
    from incoming.assignments as a
    union all
    select
        'subscriptions' as name,
        s.record,
        s.directory_id
    from incoming.subscriptions as s
),
found as (
    select
        r.directory_id,
        f.name || '.' || f.column_name || ' (' || f.problem || ', ' || count(*)::varchar
        || case when count(*) = 1 then ' row)' else ' rows)' end as problem,
    from incoming.faults as f
    inner join records as r on f.name = r.name and f.record = r.record
    group by r.directory_id, f.name, f.column_name, f.problem
),
moments as (
    select
        o.directory_id,
        max(o.observed_at) as observed_at,
    from incoming.observations as o
    group by o.directory_id
)
select
    f.directory_id,
    m.observed_at,
    list(f.problem order by f.problem) as problems,
from found as f
inner join moments as m on f.directory_id = m.directory_id
group by f.directory_id, m.observed_at
order by f.directory_id
