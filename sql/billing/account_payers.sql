-- One account and who pays for it on which days of the payer's period (rule 3).
with accounts as (
    select distinct
        u.directory_id,
        u.user_id,
    from history.users as u
    where coalesce(u.valid_to > (select min(a.period_start) from billing.asked as a), true)
),
ruled as (
    select distinct
        m.directory_id,
        m.user_id,
    from billing.matches as m
    where m.rule = 'payer'
),
persons as (
    select
        a.directory_id,
        a.user_id,
        d.customer_id,
        coalesce(n.person_id, a.directory_id || '/' || a.user_id) as person_id,
        n.payer_customer_id,
        r.user_id is not null and n.payer_customer_id is null as is_ruled,
    from accounts as a
    inner join reference.directory_terms as d on a.directory_id = d.directory_id
    left join history.persons as n on a.directory_id = n.directory_id and a.user_id = n.user_id
    left join ruled as r on a.directory_id = r.directory_id and a.user_id = r.user_id
),
plain as (
    select
        k.period,
        k.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        (1::bigint << k.days_in_period::integer) - 1 as mask,
    from persons as p
    inner join billing.asked as k on coalesce(p.payer_customer_id, p.customer_id) = k.customer_id
    where not p.is_ruled and k.is_due
),
named as (
    select
        k.period,
        k.customer_id,
        m.directory_id,
        m.user_id,
        p.person_id,
        bit_or(day_mask(m.from_day, m.to_day, k.period_start, k.days_in_period)) as mask,
    from billing.matches as m
    inner join persons as p on m.directory_id = p.directory_id and m.user_id = p.user_id
    inner join billing.asked as k on m.payer_customer_id = k.customer_id
    where m.rule = 'payer' and p.is_ruled and k.is_due
    group by k.period, k.customer_id, m.directory_id, m.user_id, p.person_id
),
left_over as (
    select
        k.period,
        k.customer_id,
        p.directory_id,
        p.user_id,
        p.person_id,
        ((1::bigint << k.days_in_period::integer) - 1)
        & ~bit_or(day_mask(m.from_day, m.to_day, k.period_start, k.days_in_period)) as mask,
    from persons as p
    inner join billing.asked as k on p.customer_id = k.customer_id
    inner join billing.matches as m
        on p.directory_id = m.directory_id and p.user_id = m.user_id and m.rule = 'payer'
    where p.is_ruled and k.is_due
    group by k.period, k.customer_id, p.directory_id, p.user_id, p.person_id, k.days_in_period
),
paid as (
    from plain
    union all
    from named
    union all
    from left_over
)
select
    p.period,
    p.customer_id,
    p.directory_id,
    p.user_id,
    p.person_id,
    bit_or(p.mask) as mask,
from paid as p
where p.mask <> 0
group by p.period, p.customer_id, p.directory_id, p.user_id, p.person_id
