-- One span during which an account of a person gave it the product that one of the keys charges,
-- with the looks that opened and closed it.
create macro explained_spans(line_keys) as table (
    with keys as (
        select
            k.*,
            coalesce(p.kind, 'sku') as product_kind,
        from explained_keys(line_keys) as k
        left join products as p on k.product_code = p.product_code
        where k.kind = 'person'
    ),
    -- Who pays for accounts of other customers' directories, as the estate of the document has it.
    payers as (
        select distinct
            f.estate,
            (r.written ->> 'directory_id') as directory_id,
            case f.file when 'people.csv' then (r.written ->> 'person_id') end as person_id,
            (r.written ->> 'payer_customer_id') as customer_id,
        from estate_files as f
        inner join estate_rows as r on f.content = r.content
        where
            f.file in ('people.csv', 'payers.csv')
            and f.estate in (select k.estate from keys as k)
    ),
    held as (
        select
            k.line_key,
            k.customer_id,
            k.person_id,
            k.estate,
            a.customer_id as owner_id,
            a.directory_id,
            a.user_id,
            coalesce(a.sku_part_number, a.sku_id) as held,
            a.valid_from,
            a.valid_to,
            a.opened_on,
        from keys as k
        inner join assignments as a
            on k.person_id = a.person_id and k.product_code = a.product_code
        where
            k.product_kind = 'sku'
            and a.valid_from < k.period_end
            and coalesce(a.valid_to > k.period_start, true)
        union all
        select
            k.line_key,
            k.customer_id,
            k.person_id,
            k.estate,
            u.customer_id as owner_id,
            u.directory_id,
            u.user_id,
            'an enabled account' as held,
            u.valid_from,
            u.valid_to,
            u.opened_on,
        from keys as k
        inner join users as u on k.person_id = u.person_id
        where
            k.product_kind = 'user'
            and u.account_enabled
            and u.user_type = 'Member'
            and u.valid_from < k.period_end
            and coalesce(u.valid_to > k.period_start, true)
    ),
    paid as (
        select h.*
        from held as h
        where
            h.owner_id = h.customer_id
            or exists (
                select 1 from payers as p
                where
                    p.estate = h.estate
                    and p.customer_id = h.customer_id
                    and coalesce(p.person_id = h.person_id, p.directory_id = h.directory_id)
            )
    ),
    -- A user whose attributes change has a new span; what it holds goes on.
    begun as (
        select
            p.*,
            coalesce(
                p.valid_from <> lag(p.valid_to) over account, true
            ) as is_begin,
        from paid as p
        window account as (
            partition by p.line_key, p.directory_id, p.user_id, p.held order by p.valid_from
        )
    ),
    pieces as (
        select
            b.*,
            sum(b.is_begin::integer) over (
                partition by b.line_key, b.directory_id, b.user_id, b.held order by b.valid_from
            ) as piece,
        from begun as b
    ),
    spans as (
        select
            p.line_key,
            p.directory_id,
            p.user_id,
            p.held,
            min(p.valid_from) as valid_from,
            case
                when bool_or(p.valid_to is null) then null else max(p.valid_to)
            end as valid_to,
            min_by(p.opened_on, p.valid_from) as opened_on,
            any_value(p.owner_id) as owner_id,
        from pieces as p
        group by p.line_key, p.directory_id, p.user_id, p.held, p.piece
    ),
    days as (
        select
            o.directory_id,
            o.day,
            min(o.observed_at) as first_at,
            max(o.observed_at) as last_at,
            min_by(o.batch, o.observed_at) as batch,
            min_by(o.recorded_at, o.observed_at) as recorded_at,
        from observations as o
        where
            o.status = 'accepted'
            and o.directory_id in (select s.directory_id from spans as s)
        group by o.directory_id, o.day
    ),
    found as (
        select
            s.*,
            case
                when s.opened_on > s.valid_from then 'assigned_at'
                when s.opened_on < s.valid_from then 'cover'
                else 'observation'
            end as opened_by,
            case
                when s.valid_to is null then null
                when c.day is null then 'cover'
                else 'observation'
            end as closed_by,
            o.first_at as opened_at,
            o.batch as opened_batch,
            o.recorded_at as opened_recorded_at,
            b.last_at as before_at,
            c.first_at as closed_at,
            c.batch as closed_batch,
            c.recorded_at as closed_recorded_at,
            z.time_zone,
        from spans as s
        left join days as o on s.directory_id = o.directory_id and s.opened_on = o.day
        left join days as c on s.directory_id = c.directory_id and s.valid_to = c.day
        asof left join days as b on s.directory_id = b.directory_id and s.opened_on > b.day
        left join customers as z on s.owner_id = z.customer_id
    )
    select
        f.line_key,
        f.directory_id,
        f.user_id,
        f.held,
        f.valid_from,
        f.valid_to,
        f.opened_on,
        f.opened_by,
        f.opened_at,
        f.opened_batch,
        f.opened_recorded_at,
        f.before_at,
        f.closed_by,
        f.closed_at,
        f.closed_batch,
        f.closed_recorded_at,
        f.directory_id || '/' || f.user_id || ' has ' || f.held || ' from '
        || f.valid_from::varchar
        || coalesce(' to ' || (f.valid_to - 1)::date::varchar, ' on, and has it still')
        || '. It opens: '
        || case f.opened_by
            when 'assigned_at' then 'the directory dates the assignment to that day; '
            when 'cover' then 'the days before are covered as empty; '
            else ''
        end
        || 'the look of ' || moment_text(f.opened_at, f.time_zone) || ' (batch '
        || f.opened_batch || ', recorded ' || moment_text(f.opened_recorded_at, 'UTC')
        || ') is the first to show it'
        || coalesce(
            ', the look before it, of ' || moment_text(f.before_at, f.time_zone) || ', does not',
            ', and is the first look at the directory'
        )
        || case f.closed_by
            when 'observation'
                then
                    '. It closes: the look of ' || moment_text(f.closed_at, f.time_zone)
                    || ' (batch ' || f.closed_batch || ', recorded '
                    || moment_text(f.closed_recorded_at, 'UTC') || ') shows it no more'
            when 'cover' then '. It closes: the days from then on are covered as empty'
            else ''
        end as says,
    from found as f
);
