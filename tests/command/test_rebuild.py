"""What is derived can be deleted: rows, files and times come back as they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from desk import Desk
from desk_estate import MARCH, batch, look, small
from desk_seeds import SMALL
from desk_spine import premises, settle, tell
from oracle_estates import write_estate

from sql.query import STAGES

SCRATCH = {"landing.guard_pairs"}  # what the guard compared last
Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def warehouse_rows(data: Path) -> dict[str, Table]:
    """Columns and rows of every table that is no scratch."""
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where list_contains($stages, schema_name) order by all",
            {"stages": list(STAGES)},
        ).fetchall()
        return {name: _table(connection, name) for (name,) in names if name not in SCRATCH}


def _table(connection: duckdb.DuckDBPyConnection, name: str) -> Table:
    cursor = connection.execute(f"from {name} order by all")
    return tuple(d[0] for d in cursor.description or ()), cursor.fetchall()


def written(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of every file."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("seed", [28, 107])
def test_a_warehouse_grown_by_a_nasty_story_is_rebuilt_row_for_row(
    tmp_path: Path, seed: int
) -> None:
    """Each event has its run, on days of their own: the warehouse grows bit by bit."""
    story = write_estate(Random(seed), tmp_path, is_nasty=True, **SMALL)
    assert {event[0] for event in story.events} >= {"import", "release"}
    for event in story.events:
        with premises(story.estate_dir, story.today) as work:
            tell(work, [event])
            settle(work, [])
    with premises(story.estate_dir, story.today) as work:
        settle(work, story.periods)
    data = story.estate_dir / "data"
    before = warehouse_rows(data)
    assert before["history.assignments"][1]
    (data / "warehouse.duckdb").unlink()
    with premises(story.estate_dir, story.today) as work:
        settle(work, story.periods)
    after = warehouse_rows(data)
    assert after.keys() == before.keys()
    for name, table in before.items():
        assert after[name] == table, name


@pytest.fixture
def billed(tmp_path: Path) -> Desk:
    """March billed through the command, of two directories."""
    desk = small(tmp_path, "d1", "d2")
    looks = [look(1, "ab"), look(20, "abc"), look(1, "xy", "d2"), look(31, "x", "d2")]
    desk.done("import", batch(tmp_path, "b1", *looks))
    desk.done("bill", MARCH)
    return desk


def test_files_and_rows_outlive_the_warehouse_and_go_with_the_draft(billed: Desk) -> None:
    documents, before = written(billed.data / "documents"), warehouse_rows(billed.data)
    assert {Path(name).suffix for name in documents if ".made" not in name} == {
        ".html",
        ".csv",
        ".json",
    }
    (billed.data / "warehouse.duckdb").unlink()
    billed.done("publish")
    billed.done("bill", MARCH)
    assert warehouse_rows(billed.data) == before
    assert written(billed.data / "documents") == documents
    _forget_the_sku(billed)
    reasons = billed.refused("bill", MARCH)
    assert [reason for reason in reasons if "unmapped_sku" in reason] == reasons != []
    assert written(billed.data / "documents") == {}
    assert billed.rows("select count(*) from documents") == [(0,)]


def _forget_the_sku(desk: Desk) -> None:
    path = desk.estate / "skus.csv"
    path.write_text(path.read_text().splitlines(keepends=True)[0])


def test_a_draft_of_another_day_is_the_same_draft(billed: Desk) -> None:
    """A later today changes neither the draft nor the time of its files."""
    documents = written(billed.data / "documents")
    replace(billed, today=billed.today.replace(day=9)).done("bill", MARCH)
    assert written(billed.data / "documents") == documents
