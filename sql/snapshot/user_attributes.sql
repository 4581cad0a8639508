-- One set of attributes that an account has had; what is compared ignores case.
with seen as (
    select distinct on (u.directory_id, u.user_id, u.attributes_id)
        attributes_key(u.attributes_id, u.directory_id, u.user_id) as attributes_key,
        u.directory_id,
        u.user_id,
        u.user_principal_name,
        u.display_name,
        u.mail,
        u.department,
        u.company_name,
        coalesce(u.account_enabled, true) as account_enabled,
        coalesce(u.user_type, 'Member') as user_type,
        u.immutable_id,
        u.created_at,
    from landing.users as u
)
select
    s.attributes_key,
    s.directory_id,
    s.user_id,
    s.user_principal_name,
    s.display_name,
    s.mail,
    s.department,
    s.company_name,
    s.account_enabled,
    s.user_type,
    s.immutable_id,
    s.created_at,
    lower(s.user_principal_name) as principal_name_key,
    case
        when contains(s.user_principal_name, '@')
            then lower(string_split(s.user_principal_name, '@')[-1])
    end as domain_key,
    lower(s.department) as department_key,
    s.account_enabled and s.user_type = 'Member' as is_counted_user,
from seen as s
