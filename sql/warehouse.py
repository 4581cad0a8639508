"""The working warehouse: one DuckDB file, private to the pipeline, derived from the truths."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sql import query, writes
from sql.query import Query

Parameters = Mapping[str, Any]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Warehouse:
    """An open connection to `<data>/warehouse.duckdb`, held under the lock of its data folder."""

    connection: duckdb.DuckDBPyConnection
    data: Path
    is_undone: bool = False  # a transaction is open that will be rolled back

    @property
    def memory(self) -> str:
        """Where tables are kept that nobody reads after a run; a transaction writes one file."""
        return "" if self.is_undone else "scratch."

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing."""
        self.connection.begin()
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    @contextmanager
    def undone(self) -> Iterator[Warehouse]:
        """Nothing inside is written, however it ends."""
        self.connection.begin()
        try:
            yield replace(self, is_undone=True)
        finally:
            self.connection.rollback()

    @contextmanager
    def joined_as_written(self) -> Iterator[None]:
        """Joins probe what is written first with what is written next, in that order. For tables
        that this transaction wrote there are no statistics, and the optimizer's order is a guess.
        """
        self.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
        try:
            yield
        finally:
            self.execute("reset disabled_optimizers")

    @contextmanager
    def packed_lightly(self) -> Iterator[None]:
        """Text that is written inside is packed by dictionary alone. FSST would take as long again
        as writing it does, for two thirds of the bytes."""
        self.execute("set disabled_compression_methods = 'fsst,dict_fsst,zstd'")
        try:
            yield
        finally:
            self.execute("set disabled_compression_methods = ''")

    @contextmanager
    def beside(self) -> Iterator[Warehouse]:
        """The same warehouse once more, for statements that run at the same time. It sees what is
        committed, and knows nothing of a transaction that is open here."""
        cursor = self.connection.cursor()
        try:
            _look(cursor)
            yield replace(self, connection=cursor)
        finally:
            cursor.close()

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        self.connection.execute(statement, dict(parameters or {}))

    def rows(self, statement: str, parameters: Parameters | None = None) -> Rows:
        return self.connection.execute(statement, dict(parameters or {})).fetchall()

    def ask(self, path: str, parameters: Parameters | None = None) -> Rows:
        """Rows of the statement in a .sql file that makes no table."""
        return self.rows(query.text(path), parameters)

    def frame(self, statement: str) -> Any:
        """The rows as a pandas frame, for a reader that wants one; never for money."""
        return self.connection.execute(statement).df()

    def names(self, statement: str, parameters: Parameters | None = None) -> list[dict[str, Any]]:
        """Rows as dictionaries by column."""
        cursor = self.connection.execute(statement, dict(parameters or {}))
        columns = [d[0] for d in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def has(self, table: str) -> bool:
        """Whether a table, which is no view, stands; ten times cheaper than asking the catalog."""
        try:
            self.connection.table(table)
        except duckdb.CatalogException:
            return False
        return True

    def load(
        self, table: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Replaces a table with rows from outside; `columns` are names and DuckDB types."""
        arrow = pa.table(
            {
                name: pa.array([row[i] for row in rows], _arrow_type(kind))
                for i, (name, kind) in enumerate(columns)
            }
        )
        listed = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in columns)
        self.connection.register("loaded_rows", arrow)
        try:
            self.execute(f"create or replace table {table} as select {listed} from loaded_rows")
        finally:
            self.connection.unregister("loaded_rows")

    def build(self, made: Query, parameters: Parameters | None = None) -> None:
        """Runs a query into its table, in the way its contract says."""
        given = {k: v for k, v in (parameters or {}).items() if k in made.parameters}
        writes.WRITES[made.contract.write](self, made, given, parameters or {})

    def clear(self, made: Query, parameters: Parameters) -> None:
        """Leaves a table as its query would that gives no rows, for a run that knows it would."""
        given = {k: v for k, v in parameters.items() if k in made.parameters}
        if made.is_by_period:
            writes.clear(self, made, given, parameters)
        elif writes.ensure(self, made, given):
            self.execute(f"delete from {made.table}")


def _arrow_type(kind: str) -> pa.DataType:
    if kind.startswith("DECIMAL"):
        width, scale = kind[8:-1].split(",")
        return pa.decimal128(int(width), int(scale))
    return {
        "INTEGER": pa.int32(),
        "BIGINT": pa.int64(),
        "VARCHAR": pa.string(),
        "DATE": pa.date32(),
        "BOOLEAN": pa.bool_(),
        "TIMESTAMPTZ": pa.timestamp("us", "UTC"),
    }[kind]


@contextmanager
def lock(data: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """The one kernel lock of a data folder; calls `waiting` once if somebody else holds it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "warehouse.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def opened(data: Path, memory: str = "2500MB") -> Iterator[Warehouse]:
    """The warehouse of a data folder, made anew when other SQL built it. Wants the lock."""
    path = data / "warehouse.duckdb"
    config: dict[str, Any] = {
        "memory_limit": memory,
        "temp_directory": str(data / "scratch"),
        # A run writes many tables: what it wrote is put in place once, not after each of them.
        "checkpoint_threshold": "256MB",
    }
    connection = _ours(path, config) or _anew(path, config)
    try:
        prepare(connection)
        yield Warehouse(connection, data)
    finally:
        connection.close()


def _ours(path: Path, config: dict[str, Any]) -> duckdb.DuckDBPyConnection | None:
    """A connection to what stands there, if this SQL built it."""
    if not path.exists():
        return None
    try:
        connection = duckdb.connect(str(path), config=config)
    except (duckdb.IOException, duckdb.SerializationException):
        return None
    try:
        found = connection.execute("select made_by from landing.warehouse").fetchone()
    except duckdb.CatalogException:
        found = None
    if found == (query.fingerprint(),):
        return connection
    connection.close()
    return None


def _anew(path: Path, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    path.unlink(missing_ok=True)
    path.with_name("warehouse.duckdb.wal").unlink(missing_ok=True)
    return duckdb.connect(str(path), config=config)


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Zone, macros, schemas and the mark of the SQL that builds here."""
    for stage in query.STAGES:
        connection.execute(f"create schema if not exists {stage}")
    connection.execute("attach if not exists ':memory:' as scratch")
    connection.execute("create schema if not exists scratch.billing")
    _define_macros(connection)
    _look(connection)
    connection.execute(query.text("finance/publishing/tables.sql"))
    connection.execute(
        "create table if not exists landing.warehouse as select $made_by as made_by",
        {"made_by": query.fingerprint()},
    )


def _define_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """In memory, where every connection finds them, and not in the file, which outlives them."""
    connection.execute("set search_path = 'scratch.billing'")
    for macros in sorted((query.ROOM / "macros").glob("*.sql")):
        connection.execute(macros.read_text())
    connection.execute("reset search_path")


def _look(connection: duckdb.DuckDBPyConnection) -> None:
    """What each connection has for itself, and where it looks for a name."""
    connection.execute(query.text("connection.sql"))
    # In the file first, then in memory.
    file = connection.sql("select current_database()").fetchall()[0][0]
    connection.execute(f"set search_path = '{file}.billing,scratch.billing'")
