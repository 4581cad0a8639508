-- Money is integers until it is printed. A price is held in 10^-10 of its currency's unit
-- (six decimals of price times four of discount); an amount due in parts of which
-- 30 * period_days * 10^10 make one unit, so that every proration is a whole number of parts.

create or replace macro price_parts(unit_price, discount_percent) as (
    (unit_price::decimal(28, 6) * 1000000)::hugeint
    * (10000 - (coalesce(discount_percent, 0)::decimal(18, 2) * 100)::hugeint)
);

create or replace macro parts_per_unit(period_days) as (
    300000000000::hugeint * period_days
);

-- What a line is due under its proration, in parts. One `when` per proration (rule 8).
create or replace macro prorated_parts(proration, price, line_days, period_days) as (
    price * case proration
        when 'actual_days' then line_days * 30
        when 'until_period_end' then line_days * 30
        when 'full_period' then period_days * 30
        when 'fixed_30' then case
            when line_days >= period_days then period_days * 30
            else least(line_days, 30) * period_days
        end
    end
);

-- Units, each at its cost, over a group; null where the cost of any of them is not known.
create or replace macro known_cost(units, unit_cost) as (
    case
        when bool_and(units = 0 or unit_cost is not null)
            then sum(units * coalesce(unit_cost, 0))
    end
);

create or replace macro minor_per_unit(minor_digits) as (
    (case minor_digits when 0 then 1 when 2 then 100 when 3 then 1000 end)::hugeint
);

-- For quotients that 64 bits hold. More bits than those are divided bit by bit, which takes ten
-- times as long, and hardly any numerator has them.
create or replace macro quotient(numerator, denominator) as (
    case
        when abs(numerator) <= 9223372036854775807 then numerator::bigint // denominator::bigint
        else (numerator // denominator)::bigint
    end
);
create or replace macro modulus(numerator, denominator) as (
    case
        when abs(numerator) <= 9223372036854775807 then numerator::bigint % denominator::bigint
        else (numerator % denominator)::bigint
    end
);

-- Half away from zero, on integers.
create or replace macro round_ratio(numerator, denominator) as (
    sign(numerator)::hugeint
    * ((2 * abs(numerator) + denominator) // (2 * denominator))
);

create or replace macro money(amount_minor, minor_digits) as (
    (
        (amount_minor * (case minor_digits when 0 then 1000 when 2 then 10 when 3 then 1 end))
        ::decimal(18, 0) * 0.001::decimal(4, 3)
    )::decimal(18, 3)
);

create or replace macro price(price_e10) as (
    (price_e10::decimal(28, 0) * 0.0000000001::decimal(10, 10))::decimal(28, 10)
);

-- Exact amounts of any period over one denominator: periods have 28 to 31 days.
create or replace macro common_denominator() as (300000000000::hugeint * 377580);
create or replace macro common_parts(whole, rest, denominator) as (
    whole * common_denominator() + rest * (common_denominator() // denominator)
);
