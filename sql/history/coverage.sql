-- One directory and day since its first accepted look, and what is known of it.
with days as (
    select
        d.directory_id,
        d.customer_id,
        unnest(generate_series(d.first_day, d.today, interval 1 day))::date as day,
    from history.directory_days as d
    where d.first_day is not null
),
observed as (
    select
        l.directory_id,
        l.snapshot_day,
        max(l.observed_at) as observed_at,
    from history.looks as l
    group by l.directory_id, l.snapshot_day
),
held as (
    select distinct
        o.directory_id,
        civil_day(o.observed_at, d.time_zone) as day,
    from landing.observations as o
    inner join landing.statuses as s
        on o.directory_id = s.directory_id and o.observed_at = s.observed_at
    inner join reference.directory_terms as d on o.directory_id = d.directory_id
    where s.status = 'held'
),
covered as (
    select
        d.directory_id,
        d.day,
        max_by(c.decision, c.sequence) as decision,
        max_by(c.decided_by, c.sequence) as decided_by,
        max_by(c.reason, c.sequence) as reason,
        max_by(c.recorded_at, c.sequence) as decided_at,
    from days as d
    inner join landing.covers as c
        on d.directory_id = c.directory_id and d.day >= c.from_day and d.day < c.to_day
    group by d.directory_id, d.day
),
placed as (
    select
        d.directory_id,
        d.customer_id,
        d.day,
        o.snapshot_day,
        o.observed_at,
        h.day is not null as is_held,
        d.day - o.snapshot_day > s.gap_days as is_past_gap,
    from days as d
    asof inner join observed as o on d.directory_id = o.directory_id and d.day >= o.snapshot_day
    left join held as h on d.directory_id = h.directory_id and d.day = h.day
    cross join reference.settings as s
)
select
    p.directory_id,
    p.customer_id,
    p.day,
    case
        when p.day = p.snapshot_day then 'observed'
        when c.decision is not null then 'covered'
        when p.is_held then 'held'
        when p.is_past_gap then 'missing'
        else 'carried'
    end as status,
    p.day <> p.snapshot_day and c.decision is null and p.is_past_gap as is_missing,
    p.day <> p.snapshot_day and coalesce(c.decision = 'empty', false) as is_empty,
    p.observed_at,
    l.users,
    l.assignments,
    c.decided_by,
    c.reason,
    c.decided_at,
from placed as p
left join covered as c on p.directory_id = c.directory_id and p.day = c.day
left join landing.observations as l
    on p.directory_id = l.directory_id and p.observed_at = l.observed_at
