-- One row of the price book that gives one of the keys its unit price, as the version of the estate
-- has it that a document was computed under, and the days of the line on which it is in force.
create macro explained_prices(line_keys) as table (
    select
        f.line_key,
        f.estate,
        f.line,
        f.customer_id,
        f.product_code,
        f.currency,
        f.list_price,
        f.discount_percent,
        f.unit_price,
        f.valid_from,
        f.valid_to,
        f.model,
        f.tier_from,
        f.tier_to,
        f.proration,
        f.minimum_quantity,
        min(f.day) as from_day,
        (max(f.day) + 1)::date as to_day,
        count(*)::integer as days,
        'price_book.csv line ' || f.line::varchar || ' of estate ' || f.estate[:12] || ': '
        || case when f.customer_id is null then 'list price' else 'own price' end
        || ' ' || price_text(f.list_price, f.minor_digits) || ' ' || f.currency
        || case
            when f.discount_percent = 0 then ''
            else
                ', less ' || price_text(f.discount_percent, 0) || ' % = '
                || price_text(f.unit_price, f.minor_digits)
        end
        || ', from ' || f.valid_from::varchar
        || coalesce(' to before ' || f.valid_to::varchar, '') || ', '
        || case
            when f.model = 'standard' then ''
            else f.model || ' from ' || f.tier_from::varchar || ', '
        end
        || case
            when f.minimum_quantity = 0 then ''
            else 'at least ' || f.minimum_quantity::varchar || ' units, '
        end
        || f.proration as says,
    from explained_priced_days(line_keys) as f
    group by all
);
