"""finance.duckdb: written beside, made durable, put in place at once; readers keep the old one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from sql import durable, ledger, query, slices, stages, unpublished, versions
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


def write(house: Warehouse, truths: Truths, path: Path, *, is_anew: bool = False) -> dict[str, int]:
    """Publishes every table and macro of finance to `path`; rows by table.

    What changed since is written into a copy of the file that was published last. Without one, or
    where it may not be that one any more, or it became too loose, everything is written anew.
    """
    stages.ledger(house, truths)
    versions.declare(house)
    stages.begin_billing(house, truths)
    unpublished.mark_contexts(house)
    beside, made_by = path.with_name(f".{path.name}"), _made_by(house)
    is_copied = not is_anew and _copied(house, path, beside, made_by)
    counted = (is_copied and _renewed(house, beside)) or _anew(house, beside)
    durable.put(beside, path)
    unpublished.settle(house, path, made_by)
    return counted


def _made_by(house: Warehouse) -> str:
    """Hash of all that decides the shape of the file; other SQL has another warehouse."""
    columns = house.rows(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where schema_name = 'reference' order by all"
    )
    said = [query.load("finance", name).contract for name in TABLES]
    return sha256(repr((duckdb.__version__, STORAGE, said, columns)).encode()).hexdigest()


def _copied(house: Warehouse, path: Path, beside: Path, made_by: str) -> bool:
    """Whether beside is now a copy of the file of which marks say what it lacks."""
    if not unpublished.is_since(house, path, made_by):
        return False
    _forget(beside)
    durable.copy(path, beside)
    return unpublished.is_since(house, path, made_by)


def _anew(house: Warehouse, beside: Path) -> dict[str, int]:
    _forget(beside)
    with _attached(house, beside, f" (storage_version '{STORAGE}')"):
        with house.transaction():
            house.execute("create schema published.finance")
            for name in TABLES:
                _create(house, query.load("finance", name))
        _macros(house)
        return _counted(house)


def _renewed(house: Warehouse, beside: Path) -> dict[str, int] | None:
    """The rows of the copy once it has what changed; none where half of it is no use any more."""
    with _attached(house, beside):
        with house.transaction():
            for name in TABLES:
                slices.renew(house, query.load("finance", name))
        house.execute("checkpoint published")
        ((blocks, free),) = house.rows(
            "select total_blocks, free_blocks from pragma_database_size() "
            "where database_name = 'published'"
        )
        return None if 2 * free > blocks else _counted(house)


def _forget(beside: Path) -> None:
    """Takes away what a dead run left, its log too: it would be read into the next file."""
    for left in (beside, beside.with_name(f"{beside.name}.wal")):
        left.unlink(missing_ok=True)


@contextmanager
def _attached(house: Warehouse, beside: Path, how: str = "") -> Iterator[None]:
    house.execute(f"attach '{_quoted(beside)}' as published{how}")
    try:
        yield
    finally:
        house.execute("detach published")


def _create(house: Warehouse, made: Query) -> None:
    target = f"published.{made.table}"
    house.execute(f"create table {target} as\n{made.text}")
    house.execute(f"comment on table {target} is '{_quoted(made.contract.row)}'")
    for column, sentence in made.contract.columns.items():
        house.execute(f"comment on column {target}.\"{column}\" is '{_quoted(sentence)}'")


def _counted(house: Warehouse) -> dict[str, int]:
    counts = (
        (name, house.rows(f"select count(*) from published.finance.{name}")) for name in TABLES
    )
    return {name: int(count) for name, ((count,),) in counts}


def _macros(house: Warehouse) -> None:
    """Macros name tables as a reader of the file will, whatever it calls the file."""
    ((home,),) = house.rows("select current_setting('search_path')")
    house.execute("use published.finance")
    for name in MACROS:
        house.execute(query.text(f"finance/macros/{name}.sql"))
    house.execute(f"set search_path = '{_quoted(home)}'")


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")


Answer = tuple[list[str], list[tuple[Any, ...]]]  # columns and rows


class Wrong(Exception):
    """What DuckDB says of a query that it does not answer."""


def ask(path: Path, question: str, given: Mapping[str, Any] | None = None) -> Answer:
    """The answer of finance.duckdb; raises Wrong."""
    try:
        return answers(path, {"": question}, given or {})[""]
    except duckdb.Error as problem:
        raise Wrong(str(problem)) from None


def answers(
    path: Path, questions: Mapping[str, str], given: Mapping[str, Any]
) -> dict[str, Answer]:
    """The answer to each question, of the given values those that it names, all asked on one
    connection: opening it takes longest."""
    found: dict[str, Answer] = {}
    with reader(path) as connection:
        for name, question in questions.items():
            used = {key: value for key, value in given.items() if f"${key}" in question}
            cursor = connection.execute(question, used)
            if cursor is None:
                raise Wrong("there is no query in it")
            found[name] = [one[0] for one in cursor.description or ()], cursor.fetchall()
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
