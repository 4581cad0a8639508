-- One of the keys: what its documents come to, and what is due for it now.
create macro explained_due(line_keys) as table (
    with found as (
        select
            e.line_key,
            coalesce(sum(e.added) filter (where e.status = 'issued'), 0) as invoiced,
            coalesce(sum(e.added) filter (where e.status <> 'issued'), 0) as drafted,
            count(*) filter (where e.status = 'issued') as issued,
            max_by(e.document_id, e.place) as document_id,
            max_by(e.exact_numerator, e.place) as numerator,
            max_by(e.exact_denominator, e.place) as denominator,
        from explained_documents(line_keys) as e
        group by e.line_key
    ),
    named as (
        select
            f.*,
            l.kind,
            l.customer_id,
            c.name as customer_name,
            l.period,
            l.period_start,
            l.period_end,
            l.days_in_period,
            l.person_id,
            l.display_name,
            l.user_principal_name,
            l.department,
            l.product_code,
            l.product_name,
            l.from_day,
            l.to_day,
            l.unit_price,
            l.proration,
            d.currency,
            d.minor_digits,
            coalesce(p.is_computed, false) as is_computed,
        from found as f
        inner join lines as l on f.document_id = l.document_id and f.line_key = l.line_key
        inner join documents as d on f.document_id = d.document_id
        left join customers as c on l.customer_id = c.customer_id
        left join periods as p on l.customer_id = p.customer_id and l.period = p.period
    ),
    due as (
        select
            n.*,
            case when n.is_computed then coalesce(c.exact_numerator, 0) end as due_numerator,
            case when n.is_computed then coalesce(c.exact_denominator, 1) end as due_denominator,
            case when n.is_computed then coalesce(c.amount, 0) end as due,
            case when n.is_computed then coalesce(c.days, 0) end as due_days,
        from named as n
        left join charges as c
            on
                n.customer_id = c.customer_id
                and n.period = c.period
                and n.product_code is not distinct from c.product_code
                and n.kind = c.kind
                and n.person_id is not distinct from c.person_id
                and n.unit_price is not distinct from c.unit_price
    )
    select
        d.line_key,
        d.kind,
        d.customer_id,
        d.customer_name,
        d.period,
        d.period_start,
        d.period_end,
        d.days_in_period,
        d.person_id,
        d.display_name,
        d.user_principal_name,
        d.department,
        d.product_code,
        d.product_name,
        d.from_day,
        d.to_day,
        d.unit_price,
        d.proration,
        d.currency,
        d.minor_digits,
        d.invoiced,
        d.drafted,
        d.due,
        d.due_days,
        d.due_numerator,
        d.due_denominator,
        case
            when d.issued = 0 then 'nothing is invoiced yet' else
                amount_text(d.invoiced, d.minor_digits) || ' is invoiced in ' || d.issued::varchar
                || case when d.issued = 1 then ' document' else ' documents' end
        end
        || case
            when d.drafted = 0 then ''
            else ', ' || amount_text(d.drafted, d.minor_digits) || ' is drafted'
        end
        || case
            when not d.is_computed
                then
                    '; what is due now was not computed since the tables were built anew '
                    || '(prorata correct ' || d.period || ' does)'
            when d.due_numerator = 0 then '; nothing is due now'
            when d.kind = 'adjustment'
                then '; ' || amount_text(d.due, d.minor_digits) || ' is due now'
            else
                '; due now is '
                || times_text(
                    d.due_numerator, d.due_denominator, d.unit_price, d.proration,
                    d.days_in_period, d.minor_digits
                )
                || ' = ' || exact_text(d.due_numerator, d.due_denominator, d.minor_digits)
        end
        || case
            when not d.is_computed then ''
            when
                d.due_numerator::hugeint * d.denominator
                = d.numerator * d.due_denominator::hugeint
                then ''
            else ', which no document says yet'
        end as says,
    from due as d
);
