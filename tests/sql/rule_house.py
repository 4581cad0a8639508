"""A warehouse with every table and no rows, and what a case does to it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rule_cases import Rows
from rule_numbers import ACCOUNTS, FIRST_LINE, LINE_NAMES, NAMES_OF_LINES, PRODUCTS, SKUS, Numbers
from rule_values import Row, spread, stored

from pipelines.estate.currencies import currencies
from pipelines.estate.model import Table
from pipelines.estate.schema import FILES
from pipelines.estate.tables import table
from sql import by_directory, guard, intake, query, replay, stages, versions, warehouse
from sql.decisions import Decisions
from sql.stages import Truths
from sql.warehouse import Warehouse

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
USUAL: Mapping[str, Any] = {
    "periods": ["2026-03"],
    "customer_id": None,
    "is_preview": False,
    "settled_under": None,
    "wanted": None,
    "is_alone": False,
    "standing": None,
    "is_next_invoice": False,
    "estate": "v",
    "now": NOW,
    "moment": datetime(2026, 4, 2, 10, tzinfo=UTC),
    "from_day": date(2000, 1, 1),
}
# What rows of a table have where a case has nothing to say about it.
UNSAID: Mapping[str, Row] = {
    "billing.asked": {"is_settled": False},
    "billing.dues": {"persons": 1},
}
# What is kept of accounts where a case names nobody.
NAMED: Mapping[str, str] = {
    LINE_NAMES: "bill_no, place, person_id as listed_person_id, place as attributes_key",
    "snapshot.user_attributes": "place as attributes_key",
}
SETTINGS = Table(
    "settings",
    ("currency", "time_zone", "gap_days", "payment_days"),
    ("VARCHAR", "VARCHAR", "INTEGER", "INTEGER"),
    (),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement came to: rows by column, and DuckDB's type of each column."""

    rows: list[dict[str, Any]]
    types: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuleHouse:
    """The tables that cases write into; `types` remembers the columns of each."""

    warehouse: Warehouse
    types: dict[str, dict[str, str]]
    numbers: Numbers = field(default_factory=Numbers)

    def columns(self, name: str) -> Mapping[str, str]:
        """Types by column of a table; one that is not there is an error of DuckDB."""
        if name not in self.types:
            described = self.warehouse.rows(f"describe {name}")
            self.types[name] = {row[0]: row[1] for row in described}
        return self.types[name]

    def give(self, name: str, rows: Rows) -> None:
        """Replaces the rows of a table."""
        kinds = self.columns(name)
        whole = filled(name, kinds, rows)
        self.warehouse.execute(f"delete from {name}")
        for place, row in enumerate(whole, start=FIRST_LINE):
            numbered = self.numbers.numbered(name, kinds, row)
            named = {**({"line": place} if "line" in kinds else {}), **numbered}
            values = {column: stored(column, kinds.get(column, ""), named) for column in named}
            listed = ", ".join(f'"{column}"' for column in values)
            marks = ", ".join(f"${column}" for column in values)
            self.warehouse.execute(f"insert into {name} ({listed}) values ({marks})", values)

    def give_named(self) -> None:
        """Gives whom and what a case only named a row."""
        for name, rows in ((ACCOUNTS, self.numbers.accounts), (SKUS, self.numbers.skus)):
            named = list(rows)
            rows.clear()
            if named:
                self.give(name, named)
        self._give_products()
        self._give_names()

    def _give_products(self) -> None:
        lines = {line for (line,) in self.warehouse.rows(f"select line from {PRODUCTS}")}
        for code, line in self.numbers.products.items():
            if line not in lines:
                insert = f"insert into {PRODUCTS} (line, product_code) values ($line, $code)"
                self.warehouse.execute(insert, {"line": line, "code": code})

    def _give_names(self) -> None:
        """Where a case names nobody, accounts are called as it calls them."""
        if self._is_empty(NAMES_OF_LINES):
            kept = self.columns(NAMES_OF_LINES)
            called = [{k: one[k] for k in kept if k in one} for one in self.numbers.accounts]
            self.give(NAMES_OF_LINES, called)
        for name in filter(self._is_empty, NAMED):
            select = f"select {NAMED[name]} from {ACCOUNTS}"
            self.warehouse.execute(f"insert into {name} by name {select}")

    def _is_empty(self, table: str) -> bool:
        return not self.warehouse.rows(f"select 1 from {table} limit 1")

    def derive(self, name: str, parameters: Mapping[str, Any]) -> None:
        """Makes a table by its own SQL, whole, of the rows that are there."""
        made = query.load(*name.split("."))
        if made.contract.write == "replay":
            self.replayed(made)
            return
        if made.contract.write == "numbered":
            self.warehouse.build(made, parameters)
            return
        given = {k: v for k, v in parameters.items() if k in made.parameters}
        self.warehouse.execute(f"create or replace table {name} as\n{made.text}", given)

    def replayed(self, made: query.Query) -> None:
        """Runs a replay over the days whose looks differ from those of history."""
        self.warehouse.execute("create or replace temp table wanted_looks as from snapshot.looks")
        self.warehouse.execute("create or replace temp view used_looks as from history.looks")
        self.warehouse.execute(query.text("snapshot/changed_days.sql"))
        replay.run(self.warehouse.connection, made, {})
        self.warehouse.execute("create or replace table history.looks as from snapshot.looks")

    def answer(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Answer:
        cursor = self.warehouse.connection.execute(statement, dict(parameters or {}))
        types = {column[0]: str(column[1]) for column in cursor.description or ()}
        return Answer([dict(zip(types, row, strict=True)) for row in cursor.fetchall()], types)

    def named(self, answer: Answer) -> Answer:
        return Answer([self.numbers.named(row) for row in answer.rows], answer.types)


def filled(name: str, kinds: Mapping[str, str], rows: Rows) -> list[Row]:
    """Rows with what the estate fills in; one whose value is a list stands for several."""
    stage, _, file = name.partition(".")
    columns = FILES[file].columns if stage == "reference" and file in FILES else ()
    defaults = {c.name: c.default for c in columns if c.default is not None}
    defaults |= UNSAID.get(name, {})
    return [one for row in rows for one in several({**defaults, **row}, kinds)]


def several(row: Row, kinds: Mapping[str, str]) -> list[Row]:
    choices = [
        [value] if kinds.get(column, "").endswith("[]") else spread(value)
        for column, value in row.items()
    ]
    return [dict(zip(row, values, strict=True)) for values in itertools.product(*choices)]


def empty_house(data: Path) -> RuleHouse:
    """Runs the real chain once over an estate without rows, in memory."""
    connection = duckdb.connect(config={"threads": 1})
    warehouse.prepare(connection)
    house = Warehouse(connection, data)
    estate = {name: table(file, ()) for name, file in FILES.items()}
    truths = Truths(
        {**estate, "currencies": currencies(), "settings": SETTINGS},
        Decisions(data / "decisions"),
        Decimal("0.30"),
        NOW,
        stages.Ledger(data / "ledger"),
        "v",
    )
    stages.reference(house, truths)
    stages.history(house, truths)
    stages.billing(house, truths, periods=["2026-03"], customer_id=None)
    versions.declare(house)
    build_views(house)
    build_landing(house)
    return RuleHouse(house, {})


def build_views(house: Warehouse) -> None:
    """What is a view in a warehouse, or apart in memory, as tables that cases can write into."""
    for made in (query.load("billing", name) for name in stages.BILLING):
        if made.contract.write == "view":
            house.execute(f"drop view {made.table}")
            house.execute(f"create table {made.table} as from ({made.text}) limit 0")
        if made.contract.write == "scratch":
            house.execute(f"create table memory.{made.table} as from {made.table}")


def build_landing(house: Warehouse) -> None:
    """What stands only while a batch comes in or is judged, as tables."""
    house.execute("create schema incoming")
    guard._compare(house, [])
    for name, columns in intake.TABLES.items():
        intake._read(house, name, columns, None)
    house.execute(query.text("landing/intake/looks.sql"))
    by_directory.faulty(house)
    for name in ("users", "assignments", "subscriptions"):
        house.execute(f"create table landing.{name}_rows as from landing.{name}")
        house.execute(f"drop view landing.{name}")
        house.execute(f"alter table landing.{name}_rows rename to {name}")
    written = sorted({column for columns in intake.TABLES.values() for column in columns})
    house.execute("drop view incoming_rows")
    listed = ", ".join(f"{column} varchar" for column in written)
    house.execute(f"create temp table incoming_rows (record bigint, {listed})")


def table_made(statement: str) -> str | None:
    """The table that a statement makes, if it is no plain SELECT."""
    made = re.search(r"^create or replace (?:temp )?table ([\w.]+) as", statement, re.MULTILINE)
    return made[1] if made else None
