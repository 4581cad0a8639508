-- One section of docs/billing.md that one of the keys rests on.
create macro explained_rules(line_keys) as table (
    with keys as (
        select * from explained_keys(line_keys)
    ),
    applied as (
        select
            k.line_key,
            unnest(range(1, 7)) as place,
            unnest(
                [
                    case
                        when k.kind in ('person', 'unassigned')
                            then 'Days held'
                    end,
                    case
                        when k.kind in ('flat', 'counted', 'adjustment')
                            then 'Flat, counted, adjustments, tax'
                        when k.kind in ('minimum', 'unassigned') or t.line_key is not null
                            then 'Tiers, minimum and units that nobody holds'
                    end,
                    case when k.kind <> 'adjustment' then 'The price' end,
                    case
                        when k.kind <> 'adjustment'
                            then 'Proration: what a part of a period costs'
                    end,
                    case
                        when k.kind <> 'adjustment' then 'The unit: a person, a product, a day'
                    end,
                    case
                        when c.documents > 1 then 'Issued, and what comes after'
                    end
                ]
            ) as section,
            k.proration,
        from keys as k
        left join (
            select distinct p.line_key from explained_prices(line_keys) as p
            where p.model <> 'standard'
        ) as t
            on k.line_key = t.line_key
        left join (
            select
                l.line_key,
                count(*) as documents
            from lines as l
            semi join keys as asked on l.line_key = asked.line_key
            group by l.line_key
        ) as c
            on k.line_key = c.line_key
    )
    select
        a.line_key,
        a.place,
        a.section,
        'docs/billing.md, ' || a.section
        || case
            when a.section like 'Proration%' then ': ' || a.proration
            when a.section like 'The unit%'
                then ': one rounding for a product and period, by largest remainder'
            else ''
        end as says,
    from applied as a
    where a.section is not null
);
