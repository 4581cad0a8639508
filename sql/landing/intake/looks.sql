-- One look of an incoming batch: whose rows it shows, how many, and sums that tell contents apart.
-- Where it shows rows of its own batch, `content_batch` is null: the batch has no name yet.
create or replace table incoming.looks as
with recursive looks as (
    select distinct
        o.directory_id,
        o.observed_at,
        o.same_as,
    from incoming.observations as o
),
chain as (
    select
        l.directory_id,
        l.observed_at,
        l.observed_at as content_at,
        l.same_as
    from looks as l
    union all
    select
        c.directory_id,
        c.observed_at,
        c.same_as as content_at,
        l.same_as,
    from chain as c
    left join looks as l on c.directory_id = l.directory_id and c.same_as = l.observed_at
    where c.same_as is not null
),
ends as (
    select
        c.directory_id,
        c.observed_at,
        min(c.content_at) as end_at,
    from chain as c
    group by c.directory_id, c.observed_at
),
user_sums as (
    select
        u.directory_id,
        u.observed_at,
        count(distinct u.user_id) as users,
        row_sum(u.user_id || chr(31) || u.attributes_id) as users_sum,
    from incoming.users as u
    group by u.directory_id, u.observed_at
),
assignment_counts as (
    select
        a.directory_id,
        a.observed_at,
        count(*) as assignments,
    from (
        select distinct
            a.directory_id,
            a.observed_at,
            a.user_id,
            a.sku_id
        from incoming.assignments as a
    ) as a
    group by a.directory_id, a.observed_at
),
assignment_sums as (
    select
        a.directory_id,
        a.observed_at,
        row_sum(concat_ws(
            chr(31),
            a.user_id,
            a.sku_id,
            coalesce(a.sku_part_number, ''),
            coalesce(a.assigned_via, ''),
            coalesce(a.assigned_at::varchar, '')
        )) as assignments_sum,
    from incoming.assignments as a
    group by a.directory_id, a.observed_at
),
subscription_sums as (
    select
        s.directory_id,
        s.observed_at,
        row_sum(concat_ws(
            chr(31),
            s.sku_id,
            coalesce(s.sku_part_number, ''),
            s.purchased::varchar,
            coalesce(s.consumed::varchar, ''),
            coalesce(s.status, '')
        )) as subscriptions_sum,
    from incoming.subscriptions as s
    group by s.directory_id, s.observed_at
)
select
    e.directory_id,
    e.observed_at,
    l.content_batch,
    coalesce(l.content_at, e.end_at) as content_at,
    coalesce(l.users, u.users, 0) as users,
    coalesce(l.assignments, n.assignments, 0) as assignments,
    coalesce(l.users_sum, u.users_sum, '') as users_sum,
    coalesce(l.assignments_sum, a.assignments_sum, '') as assignments_sum,
    coalesce(s.subscriptions_sum, '') as subscriptions_sum,
    s.observed_at is not null as has_subscriptions,
from ends as e
left join landing.observations as l
    on
        e.directory_id = l.directory_id
        and e.end_at = l.observed_at
        and e.end_at <> e.observed_at
left join user_sums as u on e.directory_id = u.directory_id and e.end_at = u.observed_at
left join assignment_counts as n on e.directory_id = n.directory_id and e.end_at = n.observed_at
left join assignment_sums as a on e.directory_id = a.directory_id and e.end_at = a.observed_at
left join subscription_sums as s
    on e.directory_id = s.directory_id and e.observed_at = s.observed_at
