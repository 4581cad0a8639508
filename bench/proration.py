"""A month's proration beside pandas: what the script is given, and whether cents agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import house
import steps
from sizes import Size

EXPORTS = {
    "assignments": "select a.directory_id, a.user_id, n.sku_part_number, "
    "a.valid_from::timestamp as valid_from, a.valid_to::timestamp as valid_to "
    "from history.assignments as a "
    "inner join (select distinct directory_id, sku_id, sku_part_number from snapshot.skus) as n "
    "using (directory_id, sku_id)",
    "users": "select u.directory_id, u.user_id, t.account_enabled, t.user_type, "
    "u.valid_from::timestamp as valid_from, u.valid_to::timestamp as valid_to "
    "from history.users as u inner join snapshot.user_attributes as t using (attributes_key)",
}
CHARGES = (
    "select customer_id, product_code, person_id, unit_price::decimal(18, 6) as unit_price, "
    "days, amount_minor as cents from billing.charges"
)
LINES = (
    "select customer_id, product_code, person_id, round(unit_price, 6)::decimal(18, 6) "
    "as unit_price, days, cents from read_parquet($path)"
)
BY_LINE = """
select
    count(o.cents),
    count(t.cents),
    count(*) filter (
        where o.cents is distinct from t.cents or o.days is distinct from t.days
    ),
    coalesce(sum(o.cents), 0),
    coalesce(sum(t.cents), 0),
from ours as o
full outer join theirs as t using (customer_id, product_code, person_id, unit_price)
"""
BY_GROUP = """
select count(*) from (
    select customer_id, product_code, sum(cents) as cents from ours group by all
) as o full outer join (
    select customer_id, product_code, sum(cents) as cents from theirs group by all
) as t using (customer_id, product_code)
where o.cents is distinct from t.cents
"""


def export(root: Path, size: Size, _: int) -> dict[str, Any]:
    """The spans as Parquet beside the estate's CSV files, and the period billed by us."""
    data = house.after(root, size.looks)
    truths = house.open_truths(root, size, data)
    with house.opened(data) as warehouse:
        for name, select in EXPORTS.items():
            path = root / "estate" / f"{name}.parquet"
            warehouse.execute(f"copy ({select}) to '{path}' (format parquet)")
        steps.bill(warehouse, size, truths)
        charges = root / "charges.parquet"
        warehouse.execute(f"copy ({CHARGES}) to '{charges}' (format parquet)")
    return {}


def month(root: Path, size: Size, _: int) -> dict[str, Any]:
    """One period billed by us: seconds until its lines were there, and of all of it."""
    data = house.after(root, size.looks)
    truths = house.open_truths(root, size, data)
    with house.opened(data) as warehouse:
        to_lines = steps.bill_lines(warehouse, size, truths)
        return {"seconds": steps.bill(warehouse, size, truths), "to_lines": to_lines}


def compare(charges: Path, lines: Path) -> dict[str, int]:
    """How many lines each has, how many differ, the totals, and how many groups are off."""
    with duckdb.connect() as connection:
        connection.execute("create table ours as from read_parquet($path)", {"path": str(charges)})
        connection.execute(f"create table theirs as {LINES}", {"path": str(lines)})
        by_line = connection.execute(BY_LINE).fetchall()[0]
        by_group = connection.execute(BY_GROUP).fetchall()[0]
    names = ("ours", "theirs", "differing", "our_cents", "their_cents", "groups_off")
    return dict(zip(names, map(int, (*by_line, *by_group)), strict=True))


def compare_float(root: Path, _size: Size, _: int) -> dict[str, int]:
    return compare(root / "charges.parquet", root / "lines-float.parquet")


def compare_exact(root: Path, _size: Size, _: int) -> dict[str, int]:
    """Nothing if the exact script agrees with us to the cent; else the bench stops."""
    found = compare(root / "charges.parquet", root / "lines-exact.parquet")
    if found["differing"] or not found["ours"]:
        raise SystemExit(f"pandas, exact, does not give the cents that we give: {found}")
    return found
