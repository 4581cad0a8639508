"""finance.duckdb: written beside, made durable, put in place at once; readers keep the old one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from sql import durable, ledger, query, stages, versions
from sql.ledger import Ledger
from sql.query import Query
from sql.stages import Truths
from sql.warehouse import Warehouse

TABLES = (
    "customers",
    "products",
    "prices",
    "observations",
    "coverage",
    "attempts",
    "users",
    "assignments",
    "periods",
    "billable_days",
    "excluded_days",
    "unassigned_days",
    "charges",
    "documents",
    "document_taxes",
    "lines",
    "blockers",
    "leakage",
    "margin",
    "estate_files",
    "estate_rows",
)
# In this order: a macro may ask those before it.
MACROS = (
    "assignments_on",
    "margin_percent",
    "decimals_text",
    "exact_text",
    "amount_text",
    "price_text",
    "moment_text",
    "span_text",
    "part_of",
    "times_text",
    "explained_keys",
    "explained_documents",
    "explained_due",
    "explained_priced_days",
    "explained_prices",
    "explained_places",
    "explained_days",
    "explained_spans",
    "explained_coverage",
    "explained_exclusions",
    "explained_changes",
    "explained_rules",
    "explain_line",
)
# The oldest DuckDB that can open the file is 1.3; the format of 1.2 is what it reads.
STORAGE = "v1.2.0"


def write(house: Warehouse, truths: Truths, path: Path) -> dict[str, int]:
    """Publishes every table and macro of finance to `path`; rows by table."""
    stages.ledger(house, truths)
    versions.declare(house)
    if not house.has("billing.drafts"):
        stages.billing(house, truths, periods=[], customer_id=None)
    beside = path.with_name(f".{path.name}")
    beside.unlink(missing_ok=True)
    house.execute(f"attach '{_quoted(beside)}' as published (storage_version '{STORAGE}')")
    try:
        with house.transaction():
            house.execute("create schema published.finance")
            counted = {name: _table(house, query.load("finance", name)) for name in TABLES}
        _macros(house)
    finally:
        house.execute("detach published")
    durable.put(beside, path)
    return counted


def _table(house: Warehouse, made: Query) -> int:
    target = f"published.finance.{made.name}"
    house.execute(f"create table {target} as\n{made.text}")
    house.execute(f"comment on table {target} is '{_quoted(made.contract.row)}'")
    for column, sentence in made.contract.columns.items():
        house.execute(f"comment on column {target}.\"{column}\" is '{_quoted(sentence)}'")
    return int(house.rows(f"select count(*) from {target}")[0][0])


def _macros(house: Warehouse) -> None:
    """Macros name tables as a reader of the file will, whatever it calls the file."""
    home = house.rows("select current_database()")[0][0]
    house.execute("use published.finance")
    for name in MACROS:
        house.execute(query.text(f"finance/macros/{name}.sql"))
    house.execute(f'use "{home}".main')


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")


class Wrong(Exception):
    """What DuckDB says of a query that it does not answer."""


def ask(
    path: Path, question: str, given: Mapping[str, Any] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of an answer from finance.duckdb; raises Wrong."""
    with reader(path) as connection:
        try:
            cursor = connection.execute(question, dict(given or {}))
            return [d[0] for d in cursor.description or ()], cursor.fetchall()
        except duckdb.Error as problem:
            raise Wrong(str(problem)) from None


def answers(
    path: Path, questions: Mapping[str, str], given: Mapping[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """Rows of each question, as dictionaries by column, asked on one connection."""
    found: dict[str, list[dict[str, Any]]] = {}
    with reader(path) as connection:
        for name, question in questions.items():
            cursor = connection.execute(question, dict(given))
            columns = [d[0] for d in cursor.description or ()]
            found[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


def ledger_checked(issued: Ledger, path: Path) -> tuple[int, list[str]]:
    """How many documents are issued; where their chain breaks, or what is published differs."""
    found: list[tuple[int, str]] = []
    if path.exists():
        _, found = ask(path, "select sequence, file_hash from documents where status = 'issued'")
    advice = "restore its file from a copy; where a run was ended before its time, prorata publish"
    return len(found), ledger.differing(issued, dict(found), advice)


def reader(path: Path) -> duckdb.DuckDBPyConnection:
    """finance.duckdb for reading only: no other file, no network, no setting can be reached.

    Attached under another name than its own: a file called finance that holds a schema called
    finance makes `finance.lines` ambiguous to DuckDB.
    """
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"attach '{_quoted(path)}' as published (read_only)")
    connection.execute("use published.finance")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection
