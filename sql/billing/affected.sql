-- One payer, period and directory that it is billed from: its own, and those in which it pays
-- for somebody. `is_seen` where an account of the payer is known there in the period.
with own as (
    select
        a.period,
        a.customer_id,
        d.directory_id,
        true as is_seen,
    from billing.asked as a
    inner join reference.directory_terms as d on a.customer_id = d.customer_id
    where a.is_due
),
elsewhere as (
    select
        s.period,
        s.customer_id,
        p.directory_id,
        p.user_id,
        p.mask & s.window_mask as mask,
        s.period_start,
        s.days_in_period,
    from billing.accounts as p
    inner join (
        select w.* from billing.shown_days as w
        anti join own as o on w.customer_id = o.customer_id and w.directory_id = o.directory_id
    ) as s
        on p.shown_no = s.shown_no
),
spans as (
    select
        u.directory_id,
        u.user_id,
        u.valid_from,
        u.valid_to
    from history.users as u
    union all
    select
        a.directory_id,
        a.user_id,
        a.valid_from,
        a.valid_to
    from history.assignments as a
),
paying as (
    select distinct
        e.period,
        e.customer_id,
        e.directory_id,
        true as is_seen,
    from spans as s
    inner join elsewhere as e on s.directory_id = e.directory_id and s.user_id = e.user_id
    where e.mask & day_mask(s.valid_from, s.valid_to, e.period_start, e.days_in_period) <> 0
),
payers as (
    select
        p.person_id,
        max(p.payer_customer_id) as customer_id,
    from reference.people as p
    group by p.person_id
),
declared as (
    select distinct
        a.period,
        a.customer_id,
        p.directory_id,
        false as is_seen,
    from reference.people as p
    inner join payers as y on p.person_id = y.person_id
    inner join billing.asked as a on y.customer_id = a.customer_id
    where a.is_due
    union
    select
        a.period,
        a.customer_id,
        r.directory_id,
        false as is_seen,
    from reference.account_rules as r
    inner join billing.asked as a on r.payer_customer_id = a.customer_id
    where
        a.is_due
        and day_mask(r.valid_from, r.valid_to, a.period_start, a.days_in_period) <> 0
),
every as (
    from own
    union all
    from paying
    union all
    from declared
)
select
    e.period,
    e.customer_id,
    e.directory_id,
    bool_or(e.is_seen) as is_seen,
    any_value(a.period_start) as period_start,
    any_value(a.period_end) as period_end,
    any_value(a.days_in_period) as days_in_period,
    any_value(
        day_mask(d.observed_from, d.observed_to, a.period_start, a.days_in_period)
    ) as observed_mask,
    any_value(a.window_mask) as window_mask,
from every as e
inner join billing.asked as a on e.period = a.period and e.customer_id = a.customer_id
inner join reference.directory_terms as d on e.directory_id = d.directory_id
group by e.period, e.customer_id, e.directory_id
