-- One span during which a user was there with the same attributes.
select
    d.customer_id,
    u.directory_id,
    u.user_id,
    person_of(n.person_id, u.directory_id, u.user_id) as person_id,
    t.user_principal_name,
    t.display_name,
    t.mail,
    t.department,
    t.company_name,
    t.account_enabled,
    t.user_type,
    t.immutable_id,
    coalesce(c.from_day, u.valid_from) as valid_from,
    case when c.directory_id is null then u.valid_to else c.to_day end as valid_to,
    u.opened_on,
from history.users as u
inner join snapshot.user_attributes as t on u.attributes_key = t.attributes_key
inner join reference.directory_terms as d on u.directory_id = d.directory_id
left join history.persons as n on u.directory_id = n.directory_id and u.user_id = n.user_id
left join history.covered_pieces as c
    on
        u.directory_id = c.directory_id
        and u.valid_from = c.valid_from
        and coalesce(u.valid_to, date '9999-12-31') = coalesce(c.valid_to, date '9999-12-31')
where c.directory_id is null or c.from_day is not null
