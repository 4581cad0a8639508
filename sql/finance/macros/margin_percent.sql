-- A margin in percent of its revenue, to one decimal; null without revenue. Sum both first.
create macro margin_percent(margin, revenue) as (
    case
        when revenue > 0
            then (
                (
                    sign(margin)::hugeint
                    * (
                        (2000 * abs((margin * 1000)::hugeint) + (revenue * 1000)::hugeint)
                        // (2 * (revenue * 1000)::hugeint)
                    )
                )::decimal(18, 0) * 0.1::decimal(2, 1)
            )::decimal(18, 1)
    end
)
