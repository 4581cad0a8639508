"""What stands in finance.duckdb, so that a file renewed can be held against one written anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desk import Desk, finance

from sql import publish, query
from sql.warehouse import Warehouse

SHAPE = (
    "select table_name, comment from duckdb_tables() where database_name = 'f' order by all",
    "select table_name, column_name, data_type, comment from duckdb_columns() "
    "where database_name = 'f' order by all",
    "select function_name, parameters::varchar, macro_definition, function_type "
    "from duckdb_functions() where database_name = 'f' order by all",
)
Standing = dict[str, list[tuple[Any, ...]]]


def standing(path: Path) -> Standing:
    """Every row of every table, what tables and columns are and are said to be, and macros."""
    with finance(path) as reader:
        found = {statement: reader.execute(statement).fetchall() for statement in SHAPE}
        for name, _ in found[SHAPE[0]]:
            found[name] = reader.execute(f"from {name} order by all").fetchall()
        return found


def differing(house: Warehouse, path: Path) -> list[str]:
    """Tables of which the file has other rows than it would have if it were written anew."""
    with finance(path) as reader:
        return [
            name
            for name in publish.TABLES
            if reader.execute(f"from {name} order by all").fetchall()
            != house.rows(f"from (\n{query.load('finance', name).text}\n) order by all")
        ]


def assert_as_anew(desk: Desk) -> None:
    """What the last verb published is what `publish` writes, which reads nothing of it."""
    path = desk.data / "finance.duckdb"
    renewed = standing(path)
    desk.done("publish")
    anew = standing(path)
    assert renewed.keys() == anew.keys()
    for name, rows in anew.items():
        assert renewed[name] == rows, name
