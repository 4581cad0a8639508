"""The working warehouse: one DuckDB file, private to the pipeline, derived from the truths."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sql import query, replay
from sql.query import Query

Parameters = Mapping[str, Any]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Warehouse:
    """An open connection to `<data>/warehouse.duckdb`, held under the lock of its data folder."""

    connection: duckdb.DuckDBPyConnection
    data: Path

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
    def undone(self) -> Iterator[None]:
        """Nothing inside is written, however it ends."""
        self.connection.begin()
        try:
            yield
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
        _WRITES[made.contract.write](self, made, given, parameters or {})


Writer = Callable[[Warehouse, Query, Parameters, Parameters], None]


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


def _replace(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
    # What the next run replaces is not worth the time that packing takes.
    house.execute("set force_compression = 'uncompressed'")
    house.execute(f"create or replace table {made.table} as\n{made.text}", given)
    house.execute("reset force_compression")


def _of_changed(changed: str, *keys: str) -> Writer:
    """Replaces the rows whose keys a table lists as changed."""
    matched = " and ".join(f"t.{key} = c.{key}" for key in keys)

    def write(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
        _ensure(house, made, given)
        house.execute(f"delete from {made.table} as t using {changed} as c where {matched}")
        house.execute(f"insert into {made.table} by name\n{made.text}", given)

    return write


def _append(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
    _ensure(house, made, given)
    key = made.contract.grain[0]
    house.execute(
        f"insert into {made.table} by name from (\n{made.text}\n) as n "
        f"anti join {made.table} as t on n.{key} = t.{key}",
        given,
    )


def _periods(house: Warehouse, made: Query, given: Parameters, everything: Parameters) -> None:
    _ensure(house, made, given)
    # What is settled and was not asked for stays: a bill leaves settled periods alone.
    house.execute(
        f"delete from {made.table} as t where list_contains($periods::varchar[], t.period) "
        "and ($customer_id is null or t.customer_id = $customer_id) and (exists "
        "(from billing.asked as a where t.period = a.period and t.customer_id = a.customer_id) "
        "or ($settled_under is null and not exists (from ledger.settlements as s "
        "where t.period = s.period and t.customer_id = s.customer_id)))",
        {k: everything[k] for k in ("periods", "customer_id", "settled_under")},
    )
    house.execute(f"insert into {made.table} by name\n{made.text}", given)


def _replay(house: Warehouse, made: Query, given: Parameters, _: Parameters) -> None:
    replay.run(house.connection, made, given)


def _view(house: Warehouse, made: Query, *_: Parameters) -> None:
    house.execute(f"create or replace view {made.table} as\n{made.text}")


def _ensure(house: Warehouse, made: Query, given: Parameters) -> None:
    if not house.has(made.table):
        house.execute(f"create table {made.table} as\nfrom (\n{made.text}\n) limit 0", given)


_WRITES: dict[str, Writer] = {
    "replace": _replace,
    "append": _append,
    "days": _of_changed("changed_days", "directory_id", "snapshot_day"),
    "periods": _periods,
    "touched": _of_changed("ledger.touched", "customer_id", "period"),
    "replay": _replay,
    "view": _view,
}


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
    config: dict[str, Any] = {"memory_limit": memory, "temp_directory": str(data / "scratch")}
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
    connection.execute("set TimeZone = 'UTC'")
    tables = query.ROOM / "finance" / "publishing" / "tables.sql"
    for script in (*sorted((query.ROOM / "macros").glob("*.sql")), tables):
        connection.execute(script.read_text())
    for stage in query.STAGES:
        connection.execute(f"create schema if not exists {stage}")
    connection.execute(
        "create table if not exists landing.warehouse as select $made_by as made_by",
        {"made_by": query.fingerprint()},
    )
