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
        -- What was settled keeps its days, whatever the billing day is by now (rule 10).
        coalesce(
            s.period_start, billing_date((l.period || '-01')::date, t.billing_day)::date
        ) as period_start,
        coalesce(
            s.period_end,
            billing_date(
                ((l.period || '-01')::date + interval 1 month)::date, t.billing_day
            )::date
        ) as period_end,
        civil_day($now, t.time_zone) as today,
        t.billing_from,
        t.billing_to,
        t.currency,
        t.minor_digits,
        t.billing_timing,
        s.customer_id is not null and not $is_preview as is_settled,
        s.currency as settled_currency,
        s.settled_at,
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
),
-- Days of another period that is settled, where the billing day changed in between: they are
-- billed there. Of two that are settled, the one that came first keeps them.
taken as (
    select
        d.period,
        d.customer_id,
        -- Kept within the period: masks are made before periods that do not meet are left out.
        bit_or(day_mask(
            least(s.period_start, d.period_end),
            greatest(s.period_end, d.period_start),
            d.period_start,
            d.period_end - d.period_start
        )) as mask,
    from dated as d
    inner join ledger.settlements as s
        on
            d.customer_id = s.customer_id
            and d.period <> s.period
            and d.period_start < s.period_end
            and d.period_end > s.period_start
    where
        d.settled_at is null
        or s.settled_at < d.settled_at
        or (s.settled_at = d.settled_at and s.period < d.period)
    group by d.period, d.customer_id
)
select
    b.bill_no,
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
    d.settled_currency,
    day_mask(
        d.billing_from, d.billing_to, d.period_start, d.period_end - d.period_start
    ) & ~coalesce(k.mask, 0) as window_mask,
    case
        when d.billing_from is null and s.first_day is null then 0::bigint
        else day_mask(
            coalesce(d.billing_from, s.first_day),
            d.billing_to,
            d.period_start,
            d.period_end - d.period_start
        ) & ~coalesce(k.mask, 0)
    end as charging_mask,
    d.currency,
    d.minor_digits,
from dated as d
inner join billing.bills as b on d.period = b.period and d.customer_id = b.customer_id
left join shown as s on d.customer_id = s.customer_id
left join taken as k on d.period = k.period and d.customer_id = k.customer_id
