-- One user of a look, as it is written, with the first fault of its row.
create or replace table incoming.users as
with rows as (
    select
        r.*,
        moment(r.observed_at) as seen_at,
        moment(r.created_at) as made_at,
        case lower(r.user_type) when 'member' then 'Member' when 'guest' then 'Guest' end as kind,
    from incoming_rows as r
)
select
    r.record,
    r.directory_id,
    r.seen_at as observed_at,
    r.user_id,
    md5(to_json([
        r.user_principal_name,
        r.display_name,
        r.mail,
        r.department,
        r.company_name,
        is_true(r.account_enabled)::varchar,
        r.kind,
        r.immutable_id,
        r.made_at::varchar
    ])::varchar) as attributes_id,
    r.user_principal_name,
    r.display_name,
    r.mail,
    r.department,
    r.company_name,
    is_true(r.account_enabled) as account_enabled,
    r.kind as user_type,
    r.immutable_id,
    r.made_at as created_at,
    case
        when r.directory_id is null then fault('directory_id', null, 'blank')
        when r.seen_at is null then fault('observed_at', r.observed_at, 'moment')
        when r.user_id is null then fault('user_id', null, 'blank')
        when r.account_enabled is not null and not is_bool(r.account_enabled)
            then fault('account_enabled', r.account_enabled, 'boolean')
        when r.user_type is not null and r.kind is null
            then fault('user_type', r.user_type, 'user type')
        when r.created_at is not null and r.made_at is null
            then fault('created_at', r.created_at, 'moment')
    end as fault,
from rows as r
