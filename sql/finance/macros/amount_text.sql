-- An amount with its currency's decimals.
create macro amount_text(amount, digits) as (
    string_split(amount::decimal(38, 3)::varchar, '.')[1]
    || decimals_text(string_split(amount::decimal(38, 3)::varchar, '.')[2], digits)
);
