-- A unit price with all its decimals, and at least its currency's.
create macro price_text(unit_price, digits) as (
    string_split(unit_price::decimal(38, 10)::varchar, '.')[1]
    || decimals_text(string_split(unit_price::decimal(38, 10)::varchar, '.')[2], digits)
);
