-- One step of the way from a line to what it rests on: its documents with their arithmetic, what is
-- due now, days, looks, what took days away, what changed, the price row and the rule.
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
        union all by name
        select
            2 as part,
            'due' as topic,
            1::bigint as place,
            e.due as amount,
            e.from_day,
            e.to_day,
            e.says,
        from explained_due([line_key]) as e
        union all by name
        select
            3 as part,
            'days' as topic,
            row_number() over (order by e.from_day, e.says) as place,
            e.from_day,
            e.to_day,
            e.says,
        from explained_days([line_key]) as e
        union all by name
        select
            4 as part,
            'span' as topic,
            row_number() over (order by e.valid_from, e.says) as place,
            e.valid_from as from_day,
            e.valid_to as to_day,
            e.says,
        from explained_spans([line_key]) as e
        union all by name
        select
            5 as part,
            'coverage' as topic,
            row_number() over (order by e.topic desc, e.from_day asc, e.says asc) as place,
            e.from_day,
            e.to_day,
            e.says,
        from explained_coverage([line_key]) as e
        union all by name
        select
            6 as part,
            'exclusion' as topic,
            row_number() over (order by e.from_day asc nulls last, e.says asc) as place,
            e.from_day,
            e.to_day,
            e.says,
        from explained_exclusions([line_key]) as e
        union all by name
        select
            7 as part,
            'change' as topic,
            row_number() over (order by e.place, e.recorded_at, e.says) as place,
            coalesce(e.number, e.document_id) as document,
            e.says,
        from explained_changes([line_key]) as e
        union all by name
        select
            8 as part,
            'price' as topic,
            row_number() over (order by e.from_day, e.says) as place,
            e.from_day,
            e.to_day,
            e.says,
        from explained_prices([line_key]) as e
        union all by name
        select
            9 as part,
            'rule' as topic,
            e.place::bigint as place,
            e.says,
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
