-- One account, who pays for it on which days of the payer's period (rule 3), and what it was
-- called on the period's last day (or, seen later only, as it was first seen). Rows are in order of
-- names.
with ruled as (
    select distinct
        m.directory_id,
        m.user_id,
    from history.matches as m
    where m.rule = 'payer'
),
spans as (
    select
        u.directory_id,
        u.user_id,
        coalesce(n.payer_customer_id, d.customer_id) as payer_customer_id,
        n.person_id,
        r.user_id is not null and n.payer_customer_id is null as is_ruled,
        u.valid_from,
        u.valid_to,
        u.attributes_key,
        t.attributes_key is null as is_counted_user,
    from history.users as u
    semi join billing.shown_days as s on u.directory_id = s.directory_id
    inner join reference.directory_terms as d on u.directory_id = d.directory_id
    -- Few are not counted: what is joined with those alone need not find all the others.
    left join (
        select attributes_key from snapshot.user_attributes
        where not is_counted_user
    ) as t
        on u.attributes_key = t.attributes_key
    left join history.persons as n on u.directory_id = n.directory_id and u.user_id = n.user_id
    left join ruled as r on u.directory_id = r.directory_id and u.user_id = r.user_id
),
-- Days that a rule names a payer for, and those left over for the directory's own customer.
ruled_days as (
    select
        s.shown_no,
        m.user_id,
        day_mask(m.from_day, m.to_day, s.period_start, s.days_in_period) as mask,
    from history.matches as m
    inner join billing.shown_days as s
        on m.directory_id = s.directory_id and m.payer_customer_id = s.customer_id
    where m.rule = 'payer'
    union all
    select
        s.shown_no,
        m.user_id,
        ((1::bigint << s.days_in_period::integer) - 1)
        & ~bit_or(day_mask(m.from_day, m.to_day, s.period_start, s.days_in_period)) as mask,
    from history.matches as m
    inner join reference.directory_terms as d on m.directory_id = d.directory_id
    inner join billing.shown_days as s
        on m.directory_id = s.directory_id and d.customer_id = s.customer_id
    where m.rule = 'payer'
    group by s.shown_no, m.user_id, s.days_in_period
),
ruled_masks as (
    select
        s.directory_id,
        r.user_id,
        r.shown_no,
        bit_or(r.mask) as mask,
    from ruled_days as r
    inner join billing.shown_days as s on r.shown_no = s.shown_no
    where r.mask <> 0
    group by s.directory_id, r.user_id, r.shown_no
),
paid as (
    select
        p.*,
        s.shown_no,
        (1::bigint << s.days_in_period::integer) - 1 as mask,
    from spans as p
    inner join billing.shown_days as s
        on p.directory_id = s.directory_id and p.payer_customer_id = s.customer_id
    where not p.is_ruled
    union all
    select
        p.*,
        r.shown_no,
        r.mask,
    from spans as p
    inner join ruled_masks as r on p.directory_id = r.directory_id and p.user_id = r.user_id
    where p.is_ruled
),
grouped as (
    select
        p.shown_no,
        p.user_id,
        any_value(p.person_id) as person_id,
        any_value(p.mask) as mask,
        bit_or(
            case
                when p.is_counted_user
                    then day_mask(p.valid_from, p.valid_to, s.period_start, s.days_in_period)
                else 0
            end
        ) as counted_mask,
        -- What it became last before the period's end comes first, then what it became since.
        min_by(
            p.attributes_key,
            case
                when p.valid_from < s.period_end then s.period_end - p.valid_from
                else 10000000 + (p.valid_from - s.period_end)
            end
        ) as attributes_key,
    from paid as p
    inner join billing.shown_days as s on p.shown_no = s.shown_no
    group by p.shown_no, p.user_id
    having bool_or(coalesce(p.valid_to > s.period_start, true))
)
select
    s.bill_no,
    g.shown_no,
    g.user_id,
    g.person_id as listed_person_id,
    g.attributes_key,
    g.mask,
    g.counted_mask,
from grouped as g
inner join billing.shown_days as s on g.shown_no = s.shown_no
inner join snapshot.user_attributes as t on g.attributes_key = t.attributes_key
-- By name, then by person: one text is compared faster than two.
order by
    s.bill_no,
    t.display_name || chr(1) || person_of(g.person_id, s.directory_id, g.user_id)
