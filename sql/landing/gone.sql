-- One pair of looks ($pairs) and how many users and assignments of the first the second lacks.
with users_gone as (
    select
        p.pair,
        count(distinct b.user_id) as gone,
    from landing.guard_pairs as p
    inner join landing.users as b
        on
            p.before_batch = b.batch
            and p.directory_id = b.directory_id
            and p.before_at = b.observed_at
    anti join landing.users as a
        on
            p.after_batch = a.batch
            and p.directory_id = a.directory_id
            and p.after_at = a.observed_at
            and b.user_id = a.user_id
    group by p.pair
),
assignments_gone as (
    select
        p.pair,
        count(distinct row(b.user_id, b.sku_id)) as gone,
    from landing.guard_pairs as p
    inner join landing.assignments as b
        on
            p.before_batch = b.batch
            and p.directory_id = b.directory_id
            and p.before_at = b.observed_at
    anti join landing.assignments as a
        on
            p.after_batch = a.batch
            and p.directory_id = a.directory_id
            and p.after_at = a.observed_at
            and b.user_id = a.user_id
            and b.sku_id = a.sku_id
    group by p.pair
)
select
    p.pair,
    coalesce(u.gone, 0) as users_gone,
    coalesce(a.gone, 0) as assignments_gone,
from landing.guard_pairs as p
left join users_gone as u on p.pair = u.pair
left join assignments_gone as a on p.pair = a.pair
order by p.pair
