-- A fraction as a decimal number: six decimals, and … where it goes on behind them.
create macro exact_text(numerator, denominator, digits) as (
    case when numerator < 0 then '-' else '' end
    || (abs(numerator::hugeint) // denominator::hugeint)::varchar
    || case
        when
            (abs(numerator::hugeint) % denominator::hugeint) * 1000000
            % denominator::hugeint <> 0
            then
                '.' || lpad(
                    (
                        (abs(numerator::hugeint) % denominator::hugeint) * 1000000
                        // denominator::hugeint
                    )::varchar, 6, '0'
                ) || '…'
        else decimals_text(
            lpad(
                (
                    (abs(numerator::hugeint) % denominator::hugeint) * 1000000
                    // denominator::hugeint
                )::varchar, 6, '0'
            ),
            digits
        )
    end
);
