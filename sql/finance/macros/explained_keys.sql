-- One of the keys with what its last document says it is.
create macro explained_keys(line_keys) as table (
    with asked as (
        select distinct unnest(line_keys) as line_key
    )
    select
        l.line_key,
        l.kind,
        l.customer_id,
        l.period,
        l.period_start,
        l.period_end,
        l.days_in_period,
        l.person_id,
        l.product_code,
        l.from_day,
        l.to_day,
        l.days,
        l.unit_price,
        l.proration,
        d.estate,
        d.currency,
        d.minor_digits,
    from lines as l
    semi join asked as a on l.line_key = a.line_key
    inner join documents as d on l.document_id = d.document_id
    qualify
        row_number() over (
            partition by l.line_key order by d.sequence desc nulls first, d.document_id desc
        ) = 1
);
