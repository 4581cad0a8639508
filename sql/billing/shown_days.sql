-- One payer, period and directory with the days that the directory shows for it: inside its
-- own window and the payer's, from its first accepted look on, without days covered as empty.
with paid_in as (
    select
        d.customer_id,
        d.directory_id,
    from reference.directory_terms as d
    union
    select
        n.payer_customer_id as customer_id,
        n.directory_id,
    from history.persons as n
    where n.payer_customer_id is not null
    union
    select
        m.payer_customer_id as customer_id,
        m.directory_id,
    from history.matches as m
    where m.rule = 'payer'
),
pairs as (
    select
        k.bill_no,
        k.period,
        k.customer_id,
        k.period_start,
        k.period_end,
        k.days_in_period,
        k.window_mask,
        p.directory_id,
    from paid_in as p
    inner join billing.asked as k on p.customer_id = k.customer_id
    where k.is_due
),
empty as (
    select
        p.bill_no,
        p.directory_id,
        bit_or(day_mask(e.from_day, e.to_day, p.period_start, p.days_in_period)) as mask,
    from pairs as p
    inner join history.empty_spans as e on p.directory_id = e.directory_id
    group by p.bill_no, p.directory_id
)
select
    (row_number() over (order by p.bill_no, p.directory_id))::integer as shown_no,
    p.bill_no,
    p.period,
    p.customer_id,
    p.directory_id,
    p.period_start,
    p.period_end,
    p.days_in_period,
    p.window_mask
    & day_mask(
        greatest(d.observed_from, f.first_day),
        d.observed_to,
        p.period_start,
        p.days_in_period
    )
    & ~coalesce(e.mask, 0) as mask,
    p.window_mask
    & day_mask(d.observed_from, d.observed_to, p.period_start, p.days_in_period) as window_mask,
from pairs as p
inner join reference.directory_terms as d on p.directory_id = d.directory_id
inner join history.directory_days as f on p.directory_id = f.directory_id
left join empty as e on p.bill_no = e.bill_no and p.directory_id = e.directory_id
where f.first_day is not null
