-- One day of one of the keys and the row of the price book that is in force on it and gives its
-- unit price, as the version of the estate has it that a document was computed under.
create macro explained_priced_days(line_keys) as table (
    with asked as (
        select distinct unnest(line_keys) as line_key
    ),
    charged as (
        select
            l.line_key,
            l.customer_id,
            l.product_code,
            d.currency,
            d.minor_digits,
            d.estate,
            l.period_start,
            l.period_end,
            l.unit_price,
            l.proration,
            min(l.from_day) as from_day,
            max(l.to_day) as to_day,
        from lines as l
        semi join asked as a on l.line_key = a.line_key
        inner join documents as d on l.document_id = d.document_id
        where l.kind <> 'adjustment'
        group by all
    ),
    sold as (
        select distinct
            c.customer_id,
            c.product_code,
            c.currency,
            c.estate,
            c.period_start,
            c.period_end,
        from charged as c
    ),
    book as (
        select
            f.estate,
            r.line,
            (r.written ->> 'customer_id') as customer_id,
            (r.written ->> 'product_code') as product_code,
            (r.written ->> 'valid_from')::date as valid_from,
            (r.written ->> 'valid_to')::date as valid_to,
            (r.written ->> 'currency') as currency,
            (r.written ->> 'unit_price')::decimal(28, 6) as list_price,
            coalesce((r.written ->> 'discount_percent')::decimal(9, 2), 0) as discount_percent,
            (r.written ->> 'model') as model,
            coalesce((r.written ->> 'tier_from')::integer, 1) as tier_from,
            (r.written ->> 'proration') as proration,
            coalesce((r.written ->> 'minimum_quantity')::integer, 0) as minimum_quantity,
            (r.written ->> 'unassigned') as unassigned,
        from estate_files as f
        inner join estate_rows as r on f.content = r.content
        where
            f.file = 'price_book.csv'
            and f.estate in (select s.estate from sold as s)
            and (r.written ->> 'product_code') in (select s.product_code from sold as s)
    ),
    tiered as (
        select
            b.*,
            lead(b.tier_from) over (
                partition by
                    b.estate, b.customer_id, b.product_code, b.valid_from, b.valid_to, b.currency,
                    b.model, b.proration, b.minimum_quantity, b.unassigned, b.discount_percent
                order by b.tier_from
            ) as tier_to,
            replace(b.list_price::varchar, '.', '')::hugeint
            * (10000 - (b.discount_percent * 100)::integer) as price_e10,
        from book as b
    ),
    dated as (
        select
            s.customer_id as payer_id,
            s.period_start,
            t.*,
            unnest(generate_series(
                greatest(t.valid_from, s.period_start),
                least(coalesce(t.valid_to, s.period_end), s.period_end) - 1,
                interval 1 day
            ))::date as day,
        from sold as s
        inner join tiered as t
            on
                s.estate = t.estate
                and s.product_code = t.product_code
                and s.currency = t.currency
                and s.customer_id = coalesce(t.customer_id, s.customer_id)
    ),
    -- On each day the customer's own rows win over the list's.
    forced as (
        select d.*,
        from dated as d
        qualify
            d.customer_id is not null
            or not bool_or(d.customer_id is not null) over (
                partition by d.payer_id, d.period_start, d.estate, d.product_code, d.currency, d.day
            )
    )
    select
        c.line_key,
        c.estate,
        c.minor_digits,
        c.unit_price,
        f.line,
        f.customer_id,
        f.product_code,
        f.currency,
        f.list_price,
        f.discount_percent,
        f.valid_from,
        f.valid_to,
        f.model,
        f.tier_from,
        f.tier_to,
        f.proration,
        f.minimum_quantity,
        f.day,
    from charged as c
    inner join forced as f
        on
            c.customer_id = f.payer_id
            and c.period_start = f.period_start
            and c.estate = f.estate
            and c.product_code = f.product_code
            and c.currency = f.currency
            and replace(c.unit_price::varchar, '.', '')::hugeint = f.price_e10
            and f.day >= c.from_day
            -- But by the day, the price of the first day serves for all of them.
            and f.day < case
                when c.proration = 'actual_days' then c.to_day else c.from_day + 1
            end
);
