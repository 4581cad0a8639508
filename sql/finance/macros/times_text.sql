-- What is due for a key as the product that it is: 30.00 × 15/31.
create macro times_text(
    numerator, denominator, unit_price, proration, days_in_period, digits
) as (
    price_text(unit_price, digits) || ' × '
    || case
        when proration in ('full_period', 'fixed_30') and part_of(
            numerator, denominator, unit_price, 30
        ) = 30 then '1'
        when proration = 'fixed_30'
            then part_of(numerator, denominator, unit_price, 30)::varchar || '/30'
        else
            part_of(numerator, denominator, unit_price, days_in_period)::varchar || '/'
            || days_in_period::varchar
    end
);
