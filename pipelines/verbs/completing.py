"""What the shell offers after TAB: ids and periods of the estate, read leniently and fast."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import click

NUMBERS = 100  # numbers that are offered, the last ones
MONTHS = 24  # periods that are offered, the last one first


def customers(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    return _begun(_ids(context, "customers"), begun)


def directories(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    return _begun(_ids(context, "directories"), begun)


def numbers(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Numbers of documents, the last one first; none before finance.duckdb is there."""
    from sql import publish

    path = _data(Path(context.find_root().params.get("root") or "estate")) / "finance.duckdb"
    if not path.exists():
        return []
    query = (
        "select number from documents where starts_with(number, $begun) "
        f"order by sequence desc limit {NUMBERS}"
    )
    return [number for (number,) in publish.ask(path, query, {"begun": begun})[1]]


def _data(root: Path) -> Path:
    """The data folder that settings.toml names, also one with faults."""
    try:
        written = tomllib.loads((root / "settings.toml").read_text(encoding="utf-8"))
        named = written.get("output", {}).get("data", "data")
    except (OSError, ValueError, AttributeError):
        named = "data"
    return root / str(named)


def periods(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Months up to the one that --today or the clock is in."""
    written = context.find_root().params.get("today") or ""
    try:
        today = date.fromisoformat(written[:10])
    except ValueError:
        today = date.today()
    return _begun([f"{month:%Y-%m}" for month in _months(today)], begun)


def _months(last: date) -> Iterator[date]:
    month = last.replace(day=1)
    for _ in range(MONTHS):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)


def _begun(values: list[str], begun: str) -> list[str]:
    return [value for value in values if value.startswith(begun)]


def _ids(context: click.Context, name: str) -> list[str]:
    """The ids of a file, also of one with faults; none where it cannot be read."""
    from pipelines.estate.rows import read_sheet
    from pipelines.estate.schema import FILES

    file = FILES[name]
    root = context.find_root().params.get("root") or Path("estate")
    try:
        sheet, _ = read_sheet(file, (Path(root) / f"{name}.csv").read_bytes())
    except OSError:
        return []
    return [str(row[file.key[0]]) for row in sheet.sound(*file.key)]
