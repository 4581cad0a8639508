-- One step of the way from a line to what it rests on: its documents with their arithmetic, what is
-- due now, days, looks, what took days away, the price row and the rule.
create macro explain_line(line_key) as table (
    with every as (
        select
            1 as part,
            'document' as topic,
            e.place::bigint as place,
            coalesce(e.number, e.document_id) as document,
            null::date as from_day,
            null::date as to_day,
            e.added as amount,
            e.says,
        from explained_documents([line_key]) as e
        union all
        select
            2,
            'due',
            1,
            null,
            e.from_day,
            e.to_day,
            e.due,
            e.says
        from explained_due([line_key]) as e
        union all
        select
            3,
            'days',
            row_number() over (order by e.from_day, e.says),
            null,
            e.from_day,
            e.to_day,
            null,
            e.says
        from explained_days([line_key]) as e
        union all
        select
            4,
            'span',
            row_number() over (order by e.valid_from, e.says),
            null,
            e.valid_from,
            e.valid_to,
            null,
            e.says
        from explained_spans([line_key]) as e
        union all
        select
            5,
            'coverage',
            row_number() over (order by e.from_day, e.says),
            null,
            e.from_day,
            e.to_day,
            null,
            e.says
        from explained_coverage([line_key]) as e
        union all
        select
            6,
            'exclusion',
            row_number() over (order by e.from_day nulls last, e.says),
            null,
            e.from_day,
            e.to_day,
            null,
            e.says
        from explained_exclusions([line_key]) as e
        union all
        select
            7,
            'change',
            row_number() over (order by e.place, e.recorded_at, e.says),
            coalesce(e.number, e.document_id),
            null,
            null,
            null,
            e.says
        from explained_changes([line_key]) as e
        union all
        select
            8,
            'price',
            row_number() over (order by e.from_day, e.says),
            null,
            e.from_day,
            e.to_day,
            null,
            e.says
        from explained_prices([line_key]) as e
        union all
        select
            9,
            'rule',
            e.place,
            null,
            null,
            null,
            null,
            e.says
        from explained_rules([line_key]) as e
    )
    select
        e.topic,
        e.place,
        e.document,
        e.from_day,
        e.to_day,
        e.amount,
        e.says,
    from every as e
    order by e.part, e.place
);
