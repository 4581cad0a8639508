-- One settled period that is over, the ledger's state of it, and a directory that may matter to its
-- payer: those that mattered when it was last compared, and all others of their customers, for a
-- person may turn up in any of them. A payer without one of its own has a row without any.
create or replace temp table related as
with settled as (
    select
        s.period,
        s.customer_id,
        s.period_start,
        s.period_end,
        s.estate,
        s.number,
        s.corrections,
    from ledger.settlements as s
    inner join reference.terms as t on s.customer_id = t.customer_id
    where
        s.period || ' ' || s.customer_id in (select unnest($wanted::varchar[]))
        -- A period that is not over changes with every day.
        and s.period_end <= civil_day($now, t.time_zone)
),
-- Whose directories they are: hardly ever another customer's.
owners as (
    select
        s.*,
        s.customer_id as owner_id,
    from settled as s
    union all
    select
        s.*,
        f.owner_id,
    from (
        select distinct
            a.period,
            a.customer_id,
            o.customer_id as owner_id,
        from billing.affected as a
        inner join reference.directory_terms as o on a.directory_id = o.directory_id
        where a.customer_id <> o.customer_id
    ) as f
    inner join settled as s on f.period = s.period and f.customer_id = s.customer_id
)
select
    o.* exclude (owner_id),
    d.directory_id,
from owners as o
left join reference.directory_terms as d on o.owner_id = d.customer_id
