-- How many of so many parts of a unit price a fraction is.
create macro part_of(numerator, denominator, unit_price, parts) as (
    numerator::hugeint * 10000000000::hugeint * parts
    // (
        denominator::hugeint
        * replace(unit_price::decimal(28, 10)::varchar, '.', '')::hugeint
    )
);
