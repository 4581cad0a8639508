-- One account that people.csv or an immutable id joins to a person (rule 3). Every other
-- account is a person of its own, named directory_id/user_id.
with listed as (
    select
        p.directory_id,
        p.user_id,
        p.person_id,
    from reference.people as p
),
payers as (
    select
        p.person_id,
        max(p.payer_customer_id) as payer_customer_id,
    from reference.people as p
    group by p.person_id
),
linking as (
    select
        d.directory_id,
        d.customer_id,
        d.position,
    from history.directory_days as d
    where d.customer_id in (
        select several.customer_id from history.directory_days as several
        group by several.customer_id
        having count(*) > 1
    )
),
latest as (
    select
        u.directory_id,
        u.user_id,
        max_by(u.attributes_key, u.opened_on) as attributes_key,
    from history.users as u
    semi join linking as d on u.directory_id = d.directory_id
    group by u.directory_id, u.user_id
),
linked as (
    select
        d.customer_id,
        a.immutable_id,
        d.position,
        l.directory_id,
        l.user_id,
        p.person_id,
        (
            count(distinct d.position)
                over (partition by d.customer_id, a.immutable_id)
        ) > 1 as is_joined,
    from latest as l
    inner join linking as d on l.directory_id = d.directory_id
    inner join snapshot.user_attributes as a on l.attributes_key = a.attributes_key
    left join listed as p on l.directory_id = p.directory_id and l.user_id = p.user_id
    where a.immutable_id is not null
),
groups as (
    select
        l.customer_id,
        l.immutable_id,
        coalesce(
            min_by(l.person_id, (l.position, l.user_id)) filter (where l.person_id is not null),
            min_by(l.directory_id || '/' || l.user_id, (l.position, l.user_id))
        ) as person_id,
    from linked as l
    where l.is_joined
    group by l.customer_id, l.immutable_id
),
named as (
    select
        p.directory_id,
        p.user_id,
        p.person_id
    from listed as p
    union all
    select
        l.directory_id,
        l.user_id,
        g.person_id,
    from linked as l
    inner join groups as g
        on l.customer_id = g.customer_id and l.immutable_id = g.immutable_id
    where l.is_joined and l.person_id is null
)
select
    n.directory_id,
    n.user_id,
    n.person_id,
    p.payer_customer_id,
from named as n
left join payers as p on n.person_id = p.person_id
