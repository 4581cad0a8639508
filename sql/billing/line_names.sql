-- One person that a payer is charged for, called as its first account that has anything was
-- called on the period's last day (or, seen later only, as it was first seen).
-- A person of several accounts has one that is not what it is named by.
with shared as (
    select distinct
        h.period,
        h.customer_id,
        h.person_id,
    from billing.held_days as h
    where h.person_id <> h.directory_id || '/' || h.user_id
),
accounts as (
    select distinct
        h.period,
        h.customer_id,
        h.person_id,
        h.directory_id,
        h.user_id,
    from billing.held_days as h
    anti join shared as s
        on h.period = s.period and h.customer_id = s.customer_id and h.person_id = s.person_id
    where h.product_code is not null
    union all
    select
        h.period,
        h.customer_id,
        h.person_id,
        min_by(h.directory_id, (d.position, h.user_id)) as directory_id,
        min_by(h.user_id, (d.position, h.user_id)) as user_id,
    from billing.held_days as h
    semi join shared as s
        on h.period = s.period and h.customer_id = s.customer_id and h.person_id = s.person_id
    inner join reference.directory_terms as d on h.directory_id = d.directory_id
    where h.product_code is not null
    group by h.period, h.customer_id, h.person_id
),
called as (
    select
        a.period,
        a.customer_id,
        a.person_id,
        coalesce(
            max_by(u.attributes_id, u.valid_from) filter (where u.valid_from < k.period_end),
            min_by(u.attributes_id, u.valid_from)
        ) as attributes_id,
    from accounts as a
    inner join billing.asked as k on a.period = k.period and a.customer_id = k.customer_id
    inner join history.users as u
        on a.directory_id = u.directory_id and a.user_id = u.user_id
    group by a.period, a.customer_id, a.person_id
)
select
    c.period,
    c.customer_id,
    c.person_id,
    t.display_name,
    t.user_principal_name,
    t.department,
    row_number() over (
        partition by c.period, c.customer_id
        order by t.display_name, c.person_id
    )::integer as place,
from called as c
inner join snapshot.user_attributes as t on c.attributes_id = t.attributes_id
