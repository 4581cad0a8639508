-- One payer, period and directory with the days that the directory shows for it: inside its
-- own window and the payer's, from its first accepted look on, without days covered as empty.
with pairs as (
    select distinct
        a.period,
        a.customer_id,
        a.directory_id,
    from billing.account_payers as a
),
empty as (
    select
        p.period,
        p.customer_id,
        p.directory_id,
        bit_or(day_mask(e.from_day, e.to_day, k.period_start, k.days_in_period)) as mask,
    from pairs as p
    inner join billing.asked as k on p.period = k.period and p.customer_id = k.customer_id
    inner join history.empty_spans as e on p.directory_id = e.directory_id
    group by p.period, p.customer_id, p.directory_id
)
select
    p.period,
    p.customer_id,
    p.directory_id,
    k.period_start,
    k.period_end,
    k.days_in_period,
    k.window_mask
    & day_mask(
        greatest(d.observed_from, f.first_day),
        d.observed_to,
        k.period_start,
        k.days_in_period
    )
    & ~coalesce(e.mask, 0) as mask,
    k.window_mask
    & day_mask(d.observed_from, d.observed_to, k.period_start, k.days_in_period) as window_mask,
from pairs as p
inner join billing.asked as k on p.period = k.period and p.customer_id = k.customer_id
inner join reference.directory_terms as d on p.directory_id = d.directory_id
inner join history.directory_days as f on p.directory_id = f.directory_id
left join empty as e
    on
        p.period = e.period
        and p.customer_id = e.customer_id
        and p.directory_id = e.directory_id
where f.first_day is not null
