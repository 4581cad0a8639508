-- One customer and period that a run was asked for: its days, windows and terms (rule 6).
-- Masks hold a bit a day, the lowest for the first.
with labels as (
    select unnest($periods::varchar[]) as period
),
dated as (
    select
        l.period,
        t.customer_id,
        t.position,
        billing_date((l.period || '-01')::date, t.billing_day)::date as period_start,
        billing_date(
            ((l.period || '-01')::date + interval 1 month)::date, t.billing_day
        )::date as period_end,
        civil_day($now, t.time_zone) as today,
        t.billing_from,
        t.billing_to,
        t.currency,
        t.minor_digits,
        t.billing_timing,
        s.customer_id is not null and not $is_preview as is_settled,
        coalesce(s.corrections, 0) as corrections,
        s.number as settled_number,
        s.billing_timing as settled_timing,
    from labels as l
    cross join reference.terms as t
    left join ledger.settlements as s
        on l.period = s.period and t.customer_id = s.customer_id
    where
        ($customer_id is null or t.customer_id = $customer_id)
        -- A settled period stays under the version it is pinned to; a bill leaves it alone.
        and ($is_preview or coalesce(
            $settled_under = 'now' or s.estate = $settled_under, s.customer_id is null
        ))
        and ($settled_under is null or s.customer_id is not null)
        and (
            $wanted::varchar[] is null
            or l.period || ' ' || t.customer_id in (select unnest($wanted::varchar[]))
        )
),
shown as (
    select
        d.customer_id,
        min(greatest(d.first_day, t.observed_from)) as first_day,
    from history.directory_days as d
    inner join reference.directory_terms as t on d.directory_id = t.directory_id
    where
        d.first_day is not null
        and coalesce(greatest(d.first_day, t.observed_from) < t.observed_to, true)
    group by d.customer_id
)
select
    d.period,
    d.customer_id,
    d.position,
    d.period_start,
    d.period_end,
    d.period_end - d.period_start as days_in_period,
    d.today,
    (
        d.period_end <= d.today
        or $is_preview
        or d.is_settled
        or (coalesce(d.billing_timing, 'arrears') = 'advance' and d.period_start <= d.today)
    ) as is_due,
    d.is_settled,
    d.corrections,
    d.settled_number,
    d.settled_timing,
    day_mask(
        d.billing_from, d.billing_to, d.period_start, d.period_end - d.period_start
    ) as window_mask,
    case
        when d.billing_from is null and s.first_day is null then 0::bigint
        else day_mask(
            coalesce(d.billing_from, s.first_day),
            d.billing_to,
            d.period_start,
            d.period_end - d.period_start
        )
    end as charging_mask,
    d.currency,
    d.minor_digits,
from dated as d
left join shown as s on d.customer_id = s.customer_id
