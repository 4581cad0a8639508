-- Why what is due for a person and product of a settled period changed since it was last invoiced:
-- the look, release or cover that came after it and dates a span of the person, else any that came
-- for the period; or the estate, where it is the one as it is now.
with changed as materialized (
    select
        row_number() over () as change_no,
        c.*,
        s.invoiced_at,
        s.estate,
        t.time_zone,
    from (
        select
            a.bill_no,
            d.period,
            d.customer_id,
            d.product_code,
            d.kind,
            case when d.kind = 'person' then d.person_id end as person_id,
            coalesce(min(d.unit_price) < max(d.unit_price), false) as is_repriced,
            d.period_start,
            d.period_end,
        from billing.differences as d
        inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
        where d.kind <> 'adjustment'
        group by all
    ) as c
    inner join ledger.settlements as s on c.period = s.period and c.customer_id = s.customer_id
    inner join reference.terms as t on c.customer_id = t.customer_id
),
accounts as (
    select
        c.change_no,
        p.directory_id,
        p.user_id,
    from billing.accounts as p
    inner join changed as c on p.bill_no = c.bill_no and p.person_id = c.person_id
),
spans as (
    select
        a.directory_id,
        a.user_id,
        unnest([a.valid_from, a.opened_on, a.valid_to]) as day
    from history.assignments as a
    semi join accounts as o on a.directory_id = o.directory_id and a.user_id = o.user_id
    union all
    select
        u.directory_id,
        u.user_id,
        unnest([u.valid_from, u.opened_on, u.valid_to]) as day
    from history.users as u
    semi join accounts as o on u.directory_id = o.directory_id and u.user_id = o.user_id
),
-- A person of whom no account is known any more, and what is no person: every directory.
looked_into as (
    select
        c.change_no,
        c.invoiced_at,
        c.time_zone,
        c.period_start,
        c.period_end,
        coalesce(o.directory_id, f.directory_id) as directory_id,
        o.user_id,
    from changed as c
    left join accounts as o on c.change_no = o.change_no
    left join billing.affected as f
        on
            case when o.directory_id is null then c.period end = f.period
            and c.customer_id = f.customer_id
),
-- Where and since when anything may have come: dates of looks are dear to tell.
where_to as (
    select
        l.directory_id,
        min(l.invoiced_at) as invoiced_at,
    from looked_into as l
    group by l.directory_id
),
came as (
    select
        k.directory_id,
        k.looked_on as from_day,
        k.looked_on + 1 as to_day,
        k.known_at,
        k.what,
    from (
        select
            o.directory_id,
            civil_day(o.observed_at, d.time_zone) as looked_on,
            greatest(o.recorded_at, s.decided_at) as known_at,
            case when s.decided_at > o.recorded_at then 'release' else 'batch' end as what,
        from landing.observations as o
        inner join where_to as w on o.directory_id = w.directory_id
        inner join landing.statuses as s
            on o.directory_id = s.directory_id and o.observed_at = s.observed_at
        inner join reference.directory_terms as d on o.directory_id = d.directory_id
        where
            s.status = 'accepted'
            and greatest(o.recorded_at, s.decided_at) > w.invoiced_at
    ) as k
    union all
    select
        c.directory_id,
        c.from_day,
        c.to_day,
        c.recorded_at as known_at,
        'cover' as what,
    from landing.covers as c
),
found as (
    select
        l.change_no,
        c.what,
        c.from_day,
        civil_day(c.known_at, l.time_zone) as known_on,
        bool_or(s.day is not null) as is_dating,
    from looked_into as l
    inner join came as c on l.directory_id = c.directory_id and l.invoiced_at < c.known_at
    left join spans as s
        on
            l.directory_id = s.directory_id
            and l.user_id = s.user_id
            and c.from_day <= s.day
            and c.to_day > s.day
            and l.period_start <= s.day
            and l.period_end >= s.day
    where s.day is not null or c.from_day < l.period_end and c.to_day > l.period_start
    group by all
),
-- What dates a span comes before what does not, and alone counts where there is any.
chosen as (
    select
        f.change_no,
        arg_min(
            {
                'what': f.what,
                'day': strftime(f.from_day, '%-d %B'),
                'known_on': strftime(f.known_on, '%-d %B')
                || case
                    when year(f.known_on) = year(f.from_day) then ''
                    else ' ' || year(f.known_on)
                end
            },
            (not f.is_dating, f.from_day, f.known_on, f.what)
        ) as first,
        case
            when bool_or(f.is_dating) then count(*) filter (where f.is_dating)
            else count(*)
        end - 1 as others,
    from found as f
    group by f.change_no
)
select
    c.period,
    c.customer_id,
    c.product_code,
    c.kind,
    c.person_id,
    c.is_repriced,
    concat_ws(
        '; ',
        case h.first.what
            when 'batch' then printf('batch of %s came on %s', h.first.day, h.first.known_on)
            when 'release'
                then printf('look of %s was released on %s', h.first.day, h.first.known_on)
            when 'cover'
                then printf('days from %s on were decided on %s', h.first.day, h.first.known_on)
        end || case when h.others > 0 then printf(' and %d more', h.others) else '' end,
        case
            when
                $settled_under = 'now' and c.estate <> $estate
                and (h.first is null or c.is_repriced)
                then 'terms were changed since'
        end
    ) as because,
from changed as c
left join chosen as h on c.change_no = h.change_no
