"""How the rows of a query come into its table: one way for each that a contract may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from sql import replay
from sql.query import Query

if TYPE_CHECKING:
    from sql.warehouse import Warehouse

Parameters = Mapping[str, Any]
# With the parameters that the query names, and with all that there are.
Writer = Callable[["Warehouse", Query, Parameters, Parameters], None]


def _replace(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
    # What the next run replaces is not worth the time that packing takes.
    house.execute("set force_compression = 'uncompressed'")
    house.execute(f"create or replace table {made.table} as\n{made.text}", given)
    house.execute("reset force_compression")


def _scratch(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
    # Large, and read by the run alone that made it: what never reaches the file costs a third.
    house.execute(f"create or replace table {house.memory}{made.table} as\n{made.text}", given)


def _number(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
    number, *key = made.contract.columns
    if not house.has(made.table):
        house.execute(
            f"create table {made.table} as select 0::integer as {number}, n.* "
            f"from (\n{made.text}\n) as n limit 0",
            given,
        )
    house.execute(
        f"insert into {made.table} by name select coalesce((select max({number}) from "
        f"{made.table}), 0) + row_number() over (order by {', '.join(key)}) as {number}, n.* "
        f"from (\n{made.text}\n) as n anti join {made.table} as t using ({', '.join(key)})",
        given,
    )


def _of_changed(changed: str, *keys: str) -> Writer:
    """Replaces the rows whose keys a table lists as changed."""
    matched = " and ".join(f"t.{key} = c.{key}" for key in keys)

    def write(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
        ensure(house, made, given)
        house.execute(f"delete from {made.table} as t using {changed} as c where {matched}")
        house.execute(f"insert into {made.table} by name\n{made.text}", given)

    return write


def _append(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
    ensure(house, made, given)
    key = made.contract.grain[0]
    house.execute(
        f"insert into {made.table} by name from (\n{made.text}\n) as n "
        f"anti join {made.table} as t on n.{key} = t.{key}",
        given,
    )


def _periods(house: Warehouse, made: Query, given: Parameters, everything: Parameters) -> None:
    # Rows of a period stand together, so that whoever reads one passes over the others.
    of_several = len(everything["periods"]) > 1
    period = "bill_no" if made.is_by_number else "period"
    rows = f"from (\n{made.text}\n) order by {period}" if of_several else made.text
    with nullcontext() if house.is_undone else house.transaction():
        clear(house, made, given, everything)
        house.execute(f"insert into {made.table} by name\n{rows}", given)


def clear(house: Warehouse, made: Query, given: Parameters, everything: Parameters) -> None:
    if not ensure(house, made, given):
        return
    if everything["settled_under"] is not None:
        same = ("bill_no",) if made.is_by_number else ("period", "customer_id")
        asked = " and ".join(f"b.{key} = a.{key}" for key in same)
        house.execute(f"delete from {made.table} as b using billing.asked as a where {asked}")
        return
    # What is settled and was not asked for stays: a bill leaves settled periods alone.
    of_periods = of_bills(
        made,
        "list_contains($periods::varchar[], b.period) "
        "and ($customer_id is null or b.customer_id = $customer_id) "
        "and (exists (from billing.asked as a where b.period = a.period "
        "and b.customer_id = a.customer_id) or not exists (from ledger.settlements as s "
        "where b.period = s.period and b.customer_id = s.customer_id))",
    )
    house.execute(
        f"delete from {made.table} as b where {of_periods}",
        {k: everything[k] for k in ("periods", "customer_id")},
    )


def of_bills(made: Query, condition: str) -> str:
    """A condition on customers' periods `b` (period, customer_id), on rows `b` of a table that
    names them or knows them by number."""
    if not made.is_by_number:
        return condition
    return f"b.bill_no in (select b.bill_no from billing.bills as b where {condition})"


def _replay(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
    replay.run(house.connection, made, given)


def _view(house: Warehouse, made: Query, *_: Parameters) -> None:
    # It stays as it is for as long as the warehouse is of this SQL, and is planned to be made.
    known = "select 1 from duckdb_views() where schema_name = $stage and view_name = $name"
    if not house.rows(known, {"stage": made.stage, "name": made.name}):
        house.execute(f"create view {made.table} as\n{made.text}")


def ensure(house: Warehouse, made: Query, given: Parameters) -> bool:
    """Makes the table where there is none; whether there was one."""
    if house.has(made.table):
        return True
    place = house.memory if made.contract.write == "scratch" else ""
    house.execute(f"create table {place}{made.table} as\nfrom (\n{made.text}\n) limit 0", given)
    return False


WRITES: dict[str, Writer] = {
    "replace": _replace,
    "scratch": _scratch,
    "append": _append,
    "numbered": _number,
    "days": _of_changed("changed_days", "directory_id", "snapshot_day"),
    "periods": _periods,
    "touched": _of_changed("ledger.touched", "customer_id", "period"),
    "replay": _replay,
    "view": _view,
}
