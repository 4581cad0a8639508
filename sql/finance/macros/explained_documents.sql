-- One line of a document for each that has one of the keys, in order of issue, with the arithmetic
-- as written. `added` is what it added to what was invoiced: a credit note turns signs.
create macro explained_documents(line_keys) as table (
    with asked as (
        select distinct unnest(line_keys) as line_key
    ),
    groups as (
        select distinct
            l.customer_id,
            l.period,
            l.product_code,
        from lines as l
        semi join asked as a on l.line_key = a.line_key
    ),
    -- All lines of the groups: a group's exact total is rounded once.
    written as (
        select
            l.line_key,
            l.document_id,
            l.line_no,
            l.kind,
            l.customer_id,
            l.period,
            l.product_code,
            l.person_id,
            l.unit_price,
            l.proration,
            l.days,
            l.days_in_period,
            l.amount,
            l.corrects_number,
            l.note,
            l.exact_numerator,
            l.exact_denominator,
            l.exact_numerator * (113274000000000000::hugeint // l.exact_denominator) as parts_now,
            d.number,
            d.kind as document_kind,
            d.status,
            d.issued_at,
            d.sequence,
            d.estate,
            d.currency,
            d.minor_digits,
            case d.minor_digits when 0 then 1 when 2 then 100 else 1000 end as units,
            case d.kind when 'credit_note' then -l.amount else l.amount end as added,
        from lines as l
        semi join groups as g
            on
                l.customer_id = g.customer_id
                and l.period = g.period
                and l.product_code is not distinct from g.product_code
        inner join documents as d on l.document_id = d.document_id
    ),
    followed as (
        select
            w.*,
            row_number() over key as place,
            lag(w.exact_numerator) over key as numerator_before,
            lag(w.exact_denominator) over key as denominator_before,
            w.parts_now - coalesce(lag(w.parts_now) over key, 0) as parts,
            sum(w.added) over (
                partition by w.line_key
                order by w.sequence asc nulls last, w.document_id asc
                rows between unbounded preceding and current row
            ) as invoiced,
            (w.added * 1000)::bigint // (1000 // w.units) as added_minor,
        from written as w
        window key as (
            partition by w.line_key order by w.sequence asc nulls last, w.document_id asc
        )
    ),
    floored as (
        select
            f.*,
            (
                (f.parts * f.units) % 113274000000000000::hugeint + 113274000000000000::hugeint
            ) % 113274000000000000::hugeint as remainder,
        from followed as f
    ),
    totals as (
        select
            f.customer_id,
            f.period,
            f.product_code,
            f.document_id,
            any_value(f.sequence) as sequence,
            sum(f.parts) as parts,
            sum(f.added) as added,
            count(*) as lines,
        from floored as f
        where f.kind <> 'adjustment'
        group by f.customer_id, f.period, f.product_code, f.document_id
    ),
    rounded as (
        select
            t.customer_id,
            t.period,
            t.product_code,
            t.document_id,
            t.lines,
            t.added,
            sum(t.parts) over group_so_far as parts_now,
            sum(t.added) over group_so_far as amount_now,
        from totals as t
        window group_so_far as (
            partition by t.customer_id, t.period, t.product_code
            order by t.sequence asc nulls last, t.document_id asc
            rows between unbounded preceding and current row
        )
    ),
    told as (
        select
            f.*,
            r.parts_now as group_parts,
            r.amount_now as group_amount,
            r.amount_now - r.added as group_invoiced,
            r.lines as group_lines,
            f.added_minor
            > (f.parts * f.units - f.remainder) // 113274000000000000::hugeint as is_handed_one,
        from floored as f
        semi join asked as a on f.line_key = a.line_key
        left join rounded as r
            on
                f.customer_id = r.customer_id
                and f.period = r.period
                and f.product_code is not distinct from r.product_code
                and f.document_id = r.document_id
    )
    select
        t.line_key,
        t.place,
        t.document_id,
        t.number,
        t.document_kind,
        t.status,
        t.issued_at,
        t.corrects_number,
        t.estate,
        t.currency,
        t.line_no,
        t.days,
        t.amount,
        t.note,
        t.added,
        t.invoiced,
        t.exact_numerator,
        t.exact_denominator,
        t.numerator_before,
        t.denominator_before,
        t.group_parts // gcd(t.group_parts, 113274000000000000::hugeint) as group_numerator,
        113274000000000000::hugeint // gcd(t.group_parts, 113274000000000000::hugeint)
            as group_denominator,
        t.group_amount,
        t.group_invoiced,
        t.group_lines,
        t.is_handed_one,
        case
            when t.kind = 'adjustment'
                then
                    amount_text(t.added, t.minor_digits)
                    || ', as the estate says it; adjustments are not prorated'
            else
                case
                    when t.numerator_before is null
                        then
                            times_text(
                                t.exact_numerator, t.exact_denominator, t.unit_price, t.proration,
                                t.days_in_period, t.minor_digits
                            )
                            || ' = '
                            || exact_text(t.exact_numerator, t.exact_denominator, t.minor_digits)
                            || ' of '
                            || exact_text(t.group_parts, 113274000000000000, t.minor_digits)
                            || ' in the group'
                    else
                        case
                            when t.exact_numerator = 0 then 'nothing now'
                            else
                                times_text(
                                    t.exact_numerator, t.exact_denominator, t.unit_price,
                                    t.proration, t.days_in_period, t.minor_digits
                                )
                                || ' = '
                                || exact_text(
                                    t.exact_numerator, t.exact_denominator, t.minor_digits
                                )
                                || ' now'
                        end
                        || case
                            when t.numerator_before = 0 then ', nothing before'
                            else
                                ', less '
                                || times_text(
                                    t.numerator_before, t.denominator_before, t.unit_price,
                                    t.proration, t.days_in_period, t.minor_digits
                                )
                                || ' = '
                                || exact_text(
                                    t.numerator_before, t.denominator_before, t.minor_digits
                                )
                                || ' before'
                        end
                        || ', is ' || exact_text(t.parts, 113274000000000000, t.minor_digits)
                        || '; the group is '
                        || exact_text(t.group_parts, 113274000000000000, t.minor_digits) || ' now'
                end
                || case
                    when t.group_parts * t.units % 113274000000000000::hugeint = 0 then ''
                    else ', rounded to ' || amount_text(t.group_amount, t.minor_digits)
                end
                || case
                    when t.numerator_before is null and t.group_invoiced = 0 then ''
                    else
                        ', less ' || amount_text(t.group_invoiced, t.minor_digits)
                        || ' invoiced for it before'
                end
                || case
                    when t.remainder = 0 and not t.is_handed_one then ''
                    when t.is_handed_one
                        then
                            ', +'
                            || exact_text(1, t.units, t.minor_digits)
                            || ' by largest remainder'
                    else
                        ', no +' || exact_text(1, t.units, t.minor_digits)
                        || ' by largest remainder'
                end
                || ': ' || amount_text(t.added, t.minor_digits)
        end as says,
    from told as t
);
