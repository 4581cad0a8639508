-- One settled period that is over, the ledger's state of it, and a directory that may matter to its
-- payer: those that mattered when it was last compared, and all others of their customers, for a
-- person may turn up in any of them. A payer without any directory has one row all the same.
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
found as (
    select
        s.period,
        s.customer_id,
        d.directory_id,
    from settled as s
    inner join reference.directory_terms as d on s.customer_id = d.customer_id
    union
    select
        s.period,
        s.customer_id,
        d.directory_id,
    from settled as s
    inner join billing.affected as a on s.period = a.period and s.customer_id = a.customer_id
    inner join reference.directory_terms as o on a.directory_id = o.directory_id
    inner join reference.directory_terms as d on o.customer_id = d.customer_id
)
select
    s.period,
    s.customer_id,
    s.period_start,
    s.period_end,
    s.estate,
    s.number,
    s.corrections,
    f.directory_id,
from settled as s
left join found as f on s.period = f.period and s.customer_id = f.customer_id
