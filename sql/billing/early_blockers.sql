-- One blocker or warning that no day of use is wanted for: of looks, windows and terms.
with affected as (
    select f.* from billing.affected as f
    semi join billing.asked as a on f.period = a.period and f.customer_id = a.customer_id
),
first_days as (
    select
        f.*,
        d.first_day,
        first_index(f.observed_mask & f.window_mask) as window_start,
        end_index(f.observed_mask & f.window_mask) as window_end,
    from affected as f
    inner join history.directory_days as d on f.directory_id = d.directory_id
    where f.observed_mask & f.window_mask <> 0
),
never_observed as (
    select
        f.period,
        f.customer_id,
        'never_observed' as code,
        false as is_warning,
        f.directory_id,
        'no accepted look before ' || f.period_end::varchar as detail,
        f.period_start + f.window_start as since,
    from first_days as f
    where coalesce(f.first_day >= f.period_end, true)
),
starts_late as (
    select
        f.period,
        f.customer_id,
        'starts_late' as code,
        true as is_warning,
        f.directory_id,
        'first looked at on ' || f.first_day::varchar as detail,
        f.period_start + f.window_start as since,
    from first_days as f
    where
        f.first_day > f.period_start + f.window_start
        and f.first_day < f.period_start + f.window_end
),
missing_days as (
    select
        f.period,
        f.customer_id,
        'missing_days' as code,
        false as is_warning,
        f.directory_id,
        count(*)::varchar || ' days from ' || min(c.day)::varchar || ' to ' || max(c.day)::varchar
            as detail,
        min(c.day) as since,
    from affected as f
    inner join history.coverage as c on f.directory_id = c.directory_id
    where
        f.is_seen
        and c.is_missing
        and day_mask(c.day, c.day + 1, f.period_start, f.days_in_period)
        & f.observed_mask & f.window_mask <> 0
    group by f.period, f.customer_id, f.directory_id
),
held_observation as (
    select
        f.period,
        f.customer_id,
        'held_observation' as code,
        false as is_warning,
        f.directory_id,
        strftime(timezone('UTC', o.observed_at), '%Y-%m-%dT%H:%M:%SZ') || ': ' || s.reason
            as detail,
        civil_day(o.observed_at, d.time_zone) as since,
    from affected as f
    inner join landing.observations as o on f.directory_id = o.directory_id
    inner join landing.statuses as s
        on o.directory_id = s.directory_id and o.observed_at = s.observed_at
    inner join reference.directory_terms as d on f.directory_id = d.directory_id
    where
        f.is_seen
        and s.status = 'held'
        and civil_day(o.observed_at, d.time_zone) <= civil_day($now, d.time_zone)
        and day_mask(
            civil_day(o.observed_at, d.time_zone),
            civil_day(o.observed_at, d.time_zone) + 1,
            f.period_start,
            f.days_in_period
        ) & f.observed_mask <> 0
),
disputed as (
    select
        one.directory_id,
        one.line as one_line,
        other.line as other_line,
        unnest([one.payer_customer_id, other.payer_customer_id, d.customer_id]) as customer_id,
        greatest(one.from_day, other.from_day) as from_day,
        least(one.to_day, other.to_day) as to_day,
    from history.matches as one
    inner join history.matches as other
        on
            one.rule = other.rule
            and one.directory_id = other.directory_id
            and one.user_id = other.user_id
            and one.line < other.line
            and one.payer_customer_id <> other.payer_customer_id
    inner join reference.directory_terms as d on one.directory_id = d.directory_id
    left join history.persons as n
        on one.directory_id = n.directory_id and one.user_id = n.user_id
    where one.rule = 'payer' and n.payer_customer_id is null
),
payer_conflict as (
    select distinct
        a.period,
        a.customer_id,
        'payer_conflict' as code,
        false as is_warning,
        d.directory_id,
        'payers.csv lines ' || d.one_line::varchar || ' and ' || d.other_line::varchar
        || ' name different payers for one account' as detail,
        greatest(d.from_day, a.period_start) as since,
    from disputed as d
    inner join billing.asked as a on d.customer_id = a.customer_id
    where
        a.is_due
        and day_mask(d.from_day, d.to_day, a.period_start, a.days_in_period) <> 0
),
outside_window as (
    select
        a.period,
        a.customer_id,
        'adjustment_outside_window' as code,
        true as is_warning,
        null::varchar as directory_id,
        'adjustment ' || j.adjustment_id || ' is not billed' as detail,
        j.day as since,
    from reference.adjustments as j
    inner join billing.asked as a on j.customer_id = a.customer_id
    -- Where the billing day moved, a day may be of another period, which is settled.
    anti join ledger.settlements as s
        on
            a.customer_id = s.customer_id
            and a.period <> s.period
            and j.day >= s.period_start
            and j.day < s.period_end
    where
        a.is_due
        and j.day >= a.period_start
        and j.day < a.period_end
        and day_mask(j.day, j.day + 1, a.period_start, a.days_in_period) & a.window_mask = 0
),
-- A settled period keeps its days. Where the billing day moved since, days may lie between it and
-- the one before or after it that no period bills.
between_periods as (
    select
        a.period,
        a.customer_id,
        s.period as settled_period,
        greatest(least(a.period_end, s.period_end), t.billing_from) as from_day,
        least(greatest(a.period_start, s.period_start), t.billing_to) as to_day,
    from billing.asked as a
    inner join ledger.settlements as s on a.customer_id = s.customer_id
    inner join reference.terms as t on a.customer_id = t.customer_id
    where
        a.is_due
        and not a.is_settled
        and s.period in (
            strftime((a.period || '-01')::date - interval 1 month, '%Y-%m'),
            strftime((a.period || '-01')::date + interval 1 month, '%Y-%m')
        )
),
unbilled_days as (
    select
        b.period,
        b.customer_id,
        'unbilled_days' as code,
        false as is_warning,
        null::varchar as directory_id,
        (b.to_day - b.from_day)::varchar || ' days from ' || b.from_day::varchar || ' to '
        || (b.to_day - 1)::varchar || ' lie between it and ' || b.settled_period
        || ', which is settled' as detail,
        b.from_day as since,
    from between_periods as b
    where b.from_day < b.to_day
),
currency_changed as (
    select
        a.period,
        a.customer_id,
        'currency_changed' as code,
        false as is_warning,
        null::varchar as directory_id,
        'invoiced in ' || a.settled_currency || ', billed in ' || a.currency || ' now' as detail,
        a.period_start as since,
    from billing.asked as a
    where a.is_settled and a.currency <> a.settled_currency
),
every as (
    from never_observed
    union all
    from starts_late
    union all
    from missing_days
    union all
    from held_observation
    union all
    from payer_conflict
    union all
    from outside_window
    union all
    from unbilled_days
    union all
    from currency_changed
)
select
    e.period,
    e.customer_id,
    e.code,
    e.is_warning,
    e.directory_id,
    e.detail,
    e.since,
from every as e
