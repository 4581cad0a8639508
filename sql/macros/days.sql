-- Days of a period as bits: bit 0 is the period's first day, half-open spans become masks.
-- A period has at most 31 days, so a BIGINT holds it with room for the arithmetic.

create or replace macro day_mask(from_day, to_day, period_start, period_days) as (
    case
        when
            greatest(coalesce(from_day - period_start, 0), 0)
            >= least(coalesce(to_day - period_start, period_days), period_days) then 0::bigint
        else (
            (
                1::bigint << (
                    least(coalesce(to_day - period_start, period_days), period_days)
                    - greatest(coalesce(from_day - period_start, 0), 0)
                )::integer
            ) - 1
        ) << greatest(coalesce(from_day - period_start, 0), 0)::integer
    end
);

-- The lowest day of a mask, as a mask and as an index.
create or replace macro first_bit(mask) as (mask & -mask);
create or replace macro first_index(mask) as (bit_count((mask & -mask) - 1)::integer);

-- One past the highest day of a mask; 0 for none.
create or replace macro end_index(mask) as (
    case when mask = 0 then 0 else length(bin(mask))::integer end
);

-- The days on which an unbroken run of a mask begins.
create or replace macro run_starts(mask) as (mask & ~(mask << 1));

-- How many days the unbroken run that begins at an index lasts.
create or replace macro run_length(mask, start_index) as (
    bit_count((~(mask >> start_index) & ((mask >> start_index) + 1)) - 1)::integer
);

-- The index at which the unbroken run begins that holds the day of an index.
create or replace macro run_start(mask, day_index) as (
    case
        when (~mask & ((1::bigint << day_index) - 1)) = 0 then 0
        else length(bin(~mask & ((1::bigint << day_index) - 1)))::integer
    end
);

-- Day n of a month, clipped to the month's last day (rule 6).
create or replace macro billing_date(month_start, billing_day) as (
    least(month_start + (billing_day - 1)::integer, last_day(month_start))
);

-- The civil date of a moment in a zone.
create or replace macro civil_day(moment, time_zone) as (timezone(time_zone, moment)::date);
