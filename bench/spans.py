"""A day into history beside dbt and SQLMesh: what they start from, and what they must show.

Both start where we start: the spans of all looks but the last in their own table, the rows of the
last look beside it. What they have afterwards must be our spans, row by row.
"""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import house
import terms
from batches import write_batch
from sizes import Size

from sql import refresh

SPANS = "select directory_id, user_id, sku_id, valid_from, valid_to from {}.assignments"

# A span in the columns of a dbt snapshot, with the id that dbt gives it.
DBT_SPANS = """
select
    directory_id,
    user_id,
    sku_id,
    md5(concat_ws('|', directory_id, user_id, sku_id, valid_from::timestamp::varchar))
        as dbt_scd_id,
    valid_from::timestamp as dbt_updated_at,
    valid_from::timestamp as dbt_valid_from,
    valid_to::timestamp as dbt_valid_to,
from before
"""
SQLMESH_SPANS = """
select
    directory_id,
    user_id,
    sku_id,
    valid_from::timestamp as valid_from,
    valid_to::timestamp as valid_to,
from before
"""
SEEDS = {"dbt": DBT_SPANS, "sqlmesh": SQLMESH_SPANS}


def export(root: Path, size: Size, _: int) -> dict[str, Any]:
    """Spans before and after the last look and its rows, as Parquet."""
    shown = "select directory_id, user_id, sku_id from snapshot.assignments "
    with house.opened(house.after(root, size.looks)) as warehouse:
        for name, select in {
            "spans_before": SPANS.format("before"),
            "spans_after": SPANS.format("history"),
            "shown": f"{shown} where snapshot_day = date '{size.last_day}'",
        }.items():
            path = root / f"{name}.parquet"
            warehouse.execute(f"copy ({select}) to '{path}' (format parquet)")
    return {}


def show(root: Path, _size: Size, _: int) -> dict[str, Any]:
    """A database for each peer with the rows of the last look."""
    for peer in SEEDS:
        path = database(root, peer)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema shown")
            connection.execute(f"create table shown.assignments as from '{root / 'shown.parquet'}'")
    return {}


def database(root: Path, peer: str) -> Path:
    return root / "peers" / peer / "day.duckdb"


def seed(root: Path, _size: Size, _: int) -> dict[str, Any]:
    """What each peer's first run made, filled with the spans of all looks but the last."""
    for peer, select in SEEDS.items():
        path = database(root, peer)
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"create view before as from '{root / 'spans_before.parquet'}'")
            connection.execute(f"create or replace table {_table(connection)} as {select}")
            connection.execute("drop view before")
        path.rename(path.with_name("before.duckdb"))
    return {}


def _table(connection: duckdb.DuckDBPyConnection) -> str:
    """The table in which a peer keeps the spans: the only one of its kind that it made."""
    found = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where schema_name in ('main_history', 'sqlmesh__history')"
    ).fetchall()
    ((table,),) = found
    return str(table)


def agree_dbt(root: Path, _size: Size, _: int) -> dict[str, Any]:
    return _agreed(root, "dbt", "dbt_valid_from", "dbt_valid_to")


def agree_sqlmesh(root: Path, _size: Size, _: int) -> dict[str, Any]:
    return _agreed(root, "sqlmesh", "valid_from", "valid_to")


def _agreed(root: Path, peer: str, valid_from: str, valid_to: str) -> dict[str, Any]:
    """How many spans are open and closed, when they are ours row by row; else the bench stops."""
    with duckdb.connect(str(database(root, peer)), read_only=True) as connection:
        theirs = (
            f"select directory_id, user_id, sku_id, {valid_from}::date as valid_from, "
            f"{valid_to}::date as valid_to from {_table(connection)}"
        )
        ours = f"from '{root / 'spans_after.parquet'}'"
        ((differing,),) = connection.execute(
            f"select count(*) from (({ours} except all {theirs}) "
            f"union all ({theirs} except all {ours}))"
        ).fetchall()
        ((opened, closed),) = connection.execute(
            f"select count(*) - count(valid_to), count(valid_to) from ({theirs})"
        ).fetchall()
    if differing or not opened:
        raise SystemExit(f"{peer}: {differing} spans are not ours")
    return {"open": opened, "closed": closed}


def morning(root: Path, size: Size, _: int) -> dict[str, Any]:
    """Ours, back before the last look."""
    with house.opened(house.after(root, size.looks)) as warehouse:
        house.forget_last_look(warehouse)
    return {}


def day(root: Path, size: Size, _: int) -> dict[str, Any]:
    """The last look into our history: all of it, and without what is not assignments."""
    with house.opened(house.after(root, size.looks)) as warehouse:
        begun = time.perf_counter()
        refresh.replay(warehouse)
        whole = time.perf_counter() - begun
        others = sum(warehouse.seconds[f"history.{name}"] for name in ("users", "skus"))
    return {"seconds": whole - others, "whole": whole}


def batches(root: Path, size: Size, _: int) -> dict[str, Any]:
    """An estate of its own with the last look and the one before it as batches to import."""
    folder = root / "import"
    terms.write_estate(folder / "estate", size)
    for name, looks in (("before", 2), ("last", 1)):
        first = size.last_day - timedelta(days=(looks - 1) * size.every)
        to = first + timedelta(days=1)
        write_batch(folder / name, root, kind="parquet", first=first, to=to)
    return {}
