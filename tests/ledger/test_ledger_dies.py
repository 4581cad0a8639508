"""A run may die anywhere: what it wrote is whole, and the next one goes on from there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from clerk import Clerk
from world import World, at

from sql import stages, warehouse
from sql.warehouse import Warehouse

KEPT = (
    *(f"ledger.{name}" for name in ("lines", "taxes", "documents", "settlements", "invoiced")),
    *(f"billing.{name}" for name in ("drafts", "draft_lines", "correction_lines", "differences")),
)
MANY = 10**6


class Died(BaseException):
    """The process is no more."""


class Mortal:
    """A connection to DuckDB that dies at a statement; what was committed before stays."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, statements: int) -> None:
        self._connection, self.left = connection, statements

    def execute(self, *given: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise Died
        return self._connection.execute(*given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), config={"threads": 1}) as connection:
        warehouse.prepare(connection)
        yield connection


def read_ledger(clerk: Clerk, connection: duckdb.DuckDBPyConnection, statements: int = MANY) -> int:
    """Reads the files of the ledger into a warehouse, as each run does first, or dies at a
    statement; how many of those granted are left."""
    clerk.connection = connection
    with clerk.work() as work:
        mortal = Mortal(connection, statements)
        stages.ledger(Warehouse(mortal, clerk.data), work.truths)  # type: ignore[arg-type]
        return mortal.left


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    return {name: connection.execute(f"from {name} order by all").fetchall() for name in KEPT}


@pytest.fixture
def issued(tmp_path: Path) -> tuple[Clerk, Path]:
    """Three documents of two customers, a correction and a settlement with nothing due are
    written, and the warehouse is as it was before that: they are drafts there."""
    world = World.begin(tmp_path, date(2026, 2, 1))
    world.look("d1", at(date(2026, 1, 1), 9), {"a": "m", "b": "m"})
    world.look("d2", at(date(2026, 1, 1), 9), {"x": "m"})
    world.clerk.issue("2026-01")
    world.look("d1", at(date(2026, 1, 20), 9), {"a": "m"})
    world.look("d2", at(date(2026, 1, 20), 9), {"x": ""})
    world.clerk.today = date(2026, 3, 1)
    path = tmp_path / "before.duckdb"
    with opened(path) as connection:
        world.clerk.connection = connection
        world.clerk.correct("2026-01")
        world.clerk.bill("2026-02")
    shutil.copy(path, tmp_path / "issuing.duckdb")
    with opened(tmp_path / "issuing.duckdb") as connection:
        world.clerk.connection = connection
        world.clerk.issue("2026-01")
        world.clerk.issue("2026-02")
    return world.clerk, path


@pytest.fixture
def settled(issued: tuple[Clerk, Path]) -> tuple[Clerk, Path]:
    """The same, where the documents are known, but not yet that nothing was due elsewhere."""
    clerk, path = issued
    (decision,) = (clerk.data / "decisions").glob("*-settlement.json")
    aside = decision.rename(path.with_name(decision.name))
    with opened(path) as connection:
        read_ledger(clerk, connection)
    aside.rename(decision)
    return clerk, path


@pytest.mark.parametrize("arrived", ["issued", "settled"])
def test_a_run_that_dies_while_it_reads_the_ledger_leaves_nothing_half_known(
    arrived: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """At any statement: settled but still drafted, or issued but not invoiced, would be billed
    twice."""
    clerk, before = request.getfixturevalue(arrived)
    with opened(shutil.copy(before, tmp_path / "right.duckdb")) as connection:
        statements = MANY - read_ledger(clerk, connection)
        right = tables(connection)
    assert len(right["ledger.settlements"]) == 4
    assert statements > 10
    for left in range(statements):
        path = shutil.copy(before, tmp_path / f"died-{left}.duckdb")
        with opened(path) as connection:
            with pytest.raises(Died):
                read_ledger(clerk, connection, left)
            read_ledger(clerk, connection)
            assert tables(connection) == right, f"statement {left}"
        path.unlink()
