"""Rows of the estate's files in each version that a document was computed under: what explains a
document must be there after the estate has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256

from sql.stages import Truths, Written
from sql.warehouse import Warehouse

# What amounts rest on, by file. What says who customers are stays out of it.
FILES = ("price_book", "exclusions", "quantities", "adjustments", "products", "payers", "people")
MISSING = """
select d.estate from {} as d
anti join reference.estate_files as f on d.estate = f.estate
"""
FILE_COLUMNS = (("estate", "VARCHAR"), ("file", "VARCHAR"), ("content", "VARCHAR"))
ROW_COLUMNS = (("content", "VARCHAR"), ("line", "INTEGER"), ("written", "VARCHAR"))


def declare(house: Warehouse) -> None:
    """The two tables, where they are not there yet."""
    for name, columns in (("estate_files", FILE_COLUMNS), ("estate_rows", ROW_COLUMNS)):
        if not house.has(f"reference.{name}"):
            house.load(f"reference.{name}", columns, [])


def keep_used(house: Warehouse, truths: Truths, versions: Callable[[str], Truths]) -> None:
    """Keeps each version that a document or draft names and that is not kept yet."""
    declare(house)
    named = [name for name in ("billing.drafts", "ledger.documents") if house.has(name)]
    missing = {estate for name in named for (estate,) in house.rows(MISSING.format(name))}
    for estate in sorted(missing):
        keep(house, truths if estate == truths.version else versions(estate))


def keep(house: Warehouse, truths: Truths) -> None:
    """Keeps the rows of one version; of files that say the same as a kept one, that they do."""
    files, rows = [], []
    for name in FILES:
        written = [(line, text) for line, text in _rows(name, truths.estate[name])]
        content = sha256(json.dumps([name, written]).encode()).hexdigest()[:32]
        files.append((truths.version, f"{name}.csv", content))
        rows += [(content, line, text) for line, text in written]
    for name, columns, found in (
        ("estate_files", FILE_COLUMNS, files),
        ("estate_rows", ROW_COLUMNS, rows),
    ):
        house.load("reference.keeping", columns, found)
        house.execute(
            f"insert into reference.{name} by name from reference.keeping as k "
            f"anti join reference.{name} as t on k.{columns[0][0]} = t.{columns[0][0]}"
        )
    house.execute("drop table reference.keeping")


def _rows(name: str, written: Written) -> list[tuple[int, str]]:
    """Line and text of each row; of people.csv, of those whose row names a payer."""
    found = []
    for row in written.rows:
        named = {
            column: _text(value)
            for column, value in zip(written.columns, row, strict=True)
            if value is not None
        }
        if name != "people" or "payer_customer_id" in named:
            line = int(named.pop("line"))
            found.append((line, json.dumps(named, ensure_ascii=False)))
    return found


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)
