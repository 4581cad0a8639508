"""finance.duckdb asked by a person: a query answered as a table or as JSON, or a prompt."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any

import click

from pipelines import resources
from pipelines.verbs import terminal

ROWS = 200  # of an answer on the terminal; the rest is counted


def answer(path: Path, query: str, *, is_json: bool = False) -> None:
    """Answers one query; raises Wrong where DuckDB cannot."""
    columns, rows = resources.ask(path, query)
    if is_json:
        if twice := sorted({name for name in columns if columns.count(name) > 1}):
            raise resources.Wrong(f"two columns are called {twice[0]} (give one another name)")
        listed = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
        click.echo(json.dumps({"rows": listed}, ensure_ascii=False, default=str))
    else:
        _show(columns, rows)


def _plain(cell: Any) -> Any:
    """What JSON has a word for: it knows no number that is none, or without end."""
    return None if isinstance(cell, float) and not isfinite(cell) else cell


def _show(columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    """A table; where it is wider than the terminal, row by row, each cell on a line."""
    shown = [[terminal.plain("" if cell is None else cell) for cell in row] for row in rows[:ROWS]]
    if terminal.fits(columns, shown):
        terminal.table(columns, shown)
    else:
        for number, row in enumerate(shown, start=1):
            terminal.listing(f"row {number}", zip(columns, row, strict=True))
    more = len(rows) - ROWS
    counted = terminal.counted(len(rows), "row")
    click.echo(counted + (f", {more} not shown" if more > 0 else ""))


def loop(path: Path) -> bool:
    """A prompt that reads a query to its semicolon, until the input ends; whether all were
    answered."""
    import readline  # noqa: F401  (gives input() its line editing and history)

    click.echo("finance.duckdb, read-only. A query ends with ';'. Ctrl-D ends.")
    held: list[str] = []
    is_answered = True
    while True:
        try:
            held.append(input("... " if held else "sql> "))
        except EOFError:
            click.echo()
            return is_answered
        if held[-1].rstrip().endswith(";"):
            try:
                answer(path, "\n".join(held))
            except resources.Wrong as wrong:
                click.echo(str(wrong), err=True)
                is_answered = False
            held = []
