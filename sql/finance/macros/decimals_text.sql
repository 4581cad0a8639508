-- What stands behind a decimal point: no zeros at its end, but at least so many digits.
create macro decimals_text(decimals, digits) as (
    case
        when greatest(length(rtrim(decimals, '0')), digits) = 0 then ''
        else '.' || rpad(
            rtrim(decimals, '0'), greatest(length(rtrim(decimals, '0')), digits)::integer, '0'
        )
    end
);
