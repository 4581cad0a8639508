"""The least that each step could do, as one plain statement over the same rows."""

from __future__ import annotations

# One day into history: that day's rows beside the open spans, by their natural key.
DAY = {
    table: (
        f"select count(*), count(n.{key}), count(s.{key}) "
        f"from (select * from snapshot.{table} where snapshot_day = $day) as n "
        f"full outer join (select * from history.{table} where valid_to is null) as s "
        f"using (directory_id, {key}, {thing})"
    )
    for table, key, thing in (
        ("assignments", "user_id", "sku_id"),
        ("users", "user_id", "attributes_key"),
    )
}

# All days into history: each thing's first and last day and how often it was seen.
ALL_DAYS = {
    table: (
        "select count(*), sum(days), min(first_day), max(last_day) from ("
        f"select directory_id, {key}, {thing}, min(snapshot_day) as first_day, "
        f"max(snapshot_day) as last_day, count(*) as days from snapshot.{table} group by all)"
    )
    for table, key, thing in (
        ("assignments", "user_id", "sku_id"),
        ("users", "user_id", "attributes_key"),
    )
}

# A period's billing: days of overlap by customer, person and product.
OWNED = """
select
    d.customer_id,
    a.directory_id || '/' || a.user_id as person_id,
    k.product_code,
    a.valid_from,
    a.valid_to,
from history.assignments as a
inner join reference.directory_terms as d on a.directory_id = d.directory_id
inner join history.sku_products as k on a.directory_id = k.directory_id and a.sku_id = k.sku_id
union all
select
    d.customer_id,
    u.directory_id || '/' || u.user_id as person_id,
    'SEAT' as product_code,
    u.valid_from,
    u.valid_to,
from history.users as u
inner join reference.directory_terms as d on u.directory_id = d.directory_id
"""
PREPARED = f"create or replace temp table prepared as {OWNED}"
OVERLAP = """
select count(*), sum(days) from (
    select
        customer_id,
        person_id,
        product_code,
        sum(
            least(coalesce(valid_to, $period_end), $period_end)
            - greatest(valid_from, $period_start)
        ) as days
    from {spans}
    where valid_from < $period_end and coalesce(valid_to > $period_start, true)
    group by all
)
"""
PERIOD = OVERLAP.format(spans=f"({OWNED}) as owned")
# The same with the columns put together before, in a table that nobody has to make.
PERIOD_PREPARED = OVERLAP.format(spans="prepared")
