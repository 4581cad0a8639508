-- One fault of an incoming batch: where it stands, the value, what is wrong.
with looks as (
    select distinct
        o.directory_id,
        o.observed_at,
    from incoming.observations as o
    where o.fault is null
),
repeated as (
    select
        o.directory_id,
        o.observed_at,
    from incoming.observations as o
    where o.same_as is not null
),
known_looks as (
    select
        l.directory_id,
        l.observed_at
    from looks as l
    union
    select
        l.directory_id,
        l.observed_at
    from landing.observations as l
),
found as (
    select
        'observations' as name,
        o.record,
        o.fault
    from incoming.observations as o
    where o.fault is not null
    union all
    select
        'users' as name,
        u.record,
        u.fault
    from incoming.users as u
    where u.fault is not null
    union all
    select
        'assignments' as name,
        a.record,
        a.fault
    from incoming.assignments as a
    where a.fault is not null
    union all
    select
        'subscriptions' as name,
        s.record,
        s.fault
    from incoming.subscriptions as s
    where s.fault is not null
    union all
    select
        'observations' as name,
        o.record,
        fault('directory_id', o.directory_id, 'unknown directory') as fault,
    from incoming.observations as o
    anti join reference.directories as d on o.directory_id = d.directory_id
    where o.fault is null
    union all
    select
        'observations' as name,
        max(o.record) as record,
        fault('observed_at', any_value(o.observed_at)::varchar, 'look twice') as fault,
    from incoming.observations as o
    where o.fault is null
    group by o.directory_id, o.observed_at
    having count(distinct coalesce(o.same_as::varchar, '')) > 1
    union all
    select
        'observations' as name,
        o.record,
        fault('same_as', o.same_as::varchar, 'unknown look') as fault,
    from incoming.observations as o
    anti join known_looks as k on o.directory_id = k.directory_id and o.same_as = k.observed_at
    where o.fault is null and o.same_as is not null
    union all
    select
        'users' as name,
        u.record,
        fault('observed_at', u.observed_at::varchar, 'no look') as fault,
    from incoming.users as u
    anti join looks as l on u.directory_id = l.directory_id and u.observed_at = l.observed_at
    where u.fault is null
    union all
    select
        'users' as name,
        u.record,
        fault('observed_at', u.observed_at::varchar, 'rows of a repeat') as fault,
    from incoming.users as u
    semi join repeated as l on u.directory_id = l.directory_id and u.observed_at = l.observed_at
    where u.fault is null
    union all
    select
        'users' as name,
        max(u.record) as record,
        fault('user_id', u.user_id, 'user twice') as fault,
    from incoming.users as u
    where u.fault is null
    group by u.directory_id, u.observed_at, u.user_id
    having min(u.attributes_id) <> max(u.attributes_id)
    union all
    select
        'assignments' as name,
        a.record,
        fault('observed_at', a.observed_at::varchar, 'no look') as fault,
    from incoming.assignments as a
    anti join looks as l on a.directory_id = l.directory_id and a.observed_at = l.observed_at
    where a.fault is null
    union all
    select
        'assignments' as name,
        a.record,
        fault('user_id', a.user_id, 'unknown user') as fault,
    from incoming.assignments as a
    semi join looks as l on a.directory_id = l.directory_id and a.observed_at = l.observed_at
    anti join incoming.users as u
        on
            a.directory_id = u.directory_id
            and a.observed_at = u.observed_at
            and a.user_id = u.user_id
    where a.fault is null
    union all
    select
        'subscriptions' as name,
        s.record,
        fault('observed_at', s.observed_at::varchar, 'no look') as fault,
    from incoming.subscriptions as s
    anti join looks as l on s.directory_id = l.directory_id and s.observed_at = l.observed_at
    where s.fault is null
    union all
    select
        'subscriptions' as name,
        max(s.record) as record,
        fault('sku_id', s.sku_id, 'subscription twice') as fault,
    from incoming.subscriptions as s
    where s.fault is null
    group by s.directory_id, s.observed_at, s.sku_id
    having
        count(distinct row(
            coalesce(s.purchased, -1), coalesce(s.consumed, -1), coalesce(s.status, '')
        )) > 1
)
select
    f.name,
    f.record,
    f.fault.column_name,
    f.fault.value,
    f.fault.problem,
from found as f
order by f.name, f.record
