-- One rule and account with the days on which what the rule asks for was so: an exclusion that
-- takes it away, or a payer rule that names who pays (rules 3 and 5).
-- Rules are few and accounts many: accounts are held against rules, and not at all where a kind
-- of rule is not there.
with by_attributes as (
    select
        r.rule,
        r.line,
        a.directory_id,
        a.user_id,
        a.attributes_key,
    from snapshot.user_attributes as a
    inner join reference.account_rules as r on a.principal_name_key = r.match_value
    where r.match_kind = 'user_principal_name'
    union all
    select
        r.rule,
        r.line,
        a.directory_id,
        a.user_id,
        a.attributes_key,
    from snapshot.user_attributes as a
    inner join reference.account_rules as r on a.domain_key = r.match_value
    where r.match_kind = 'domain'
    union all
    select
        r.rule,
        r.line,
        a.directory_id,
        a.user_id,
        a.attributes_key,
    from snapshot.user_attributes as a
    inner join reference.account_rules as r on a.department_key = r.match_value
    where r.match_kind = 'department'
    union all
    select
        r.rule,
        r.line,
        a.directory_id,
        a.user_id,
        a.attributes_key,
    from snapshot.user_attributes as a
    inner join reference.account_rules as r on lower(a.user_type) = r.match_value
    where r.match_kind = 'user_type'
    union all
    select
        r.rule,
        r.line,
        a.directory_id,
        a.user_id,
        a.attributes_key,
    from snapshot.user_attributes as a
    cross join reference.account_rules as r
    where not a.account_enabled and r.match_kind = 'disabled'
),
touched as (
    select distinct
        b.directory_id,
        b.user_id,
    from by_attributes as b
),
-- Attributes last until others are seen, and the first ones reach back (rule 1).
timeline as (
    select
        u.directory_id,
        u.user_id,
        u.attributes_key,
        case when row_number() over spans > 1 then u.valid_from end as from_day,
        lead(u.valid_from) over spans as to_day,
    from history.users as u
    semi join touched as t on u.directory_id = t.directory_id and u.user_id = t.user_id
    window spans as (partition by u.directory_id, u.user_id order by u.valid_from)
),
found as (
    select
        b.rule,
        b.line,
        t.directory_id,
        t.user_id,
        t.from_day,
        t.to_day,
    from timeline as t
    inner join by_attributes as b on t.attributes_key = b.attributes_key
    union all
    select distinct
        r.rule,
        r.line,
        u.directory_id,
        u.user_id,
        null::date as from_day,
        null::date as to_day,
    from history.users as u
    inner join reference.account_rules as r on lower(u.user_id) = r.match_value
    where r.match_kind = 'user_id'
)
select
    f.rule,
    f.line,
    f.directory_id,
    f.user_id,
    r.product_code,
    r.payer_customer_id,
    r.reason,
    greatest(f.from_day, r.valid_from) as from_day,
    least(f.to_day, r.valid_to) as to_day,
from found as f
inner join reference.account_rules as r on f.rule = r.rule and f.line = r.line
inner join reference.directory_terms as d on f.directory_id = d.directory_id
where
    coalesce(r.customer_id, d.customer_id) = d.customer_id
    and coalesce(r.directory_id, d.directory_id) = d.directory_id
    and coalesce(greatest(f.from_day, r.valid_from) < least(f.to_day, r.valid_to), true)
