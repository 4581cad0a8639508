"""From the files of a batch to landing: read as written, judged whole, then kept or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from sql import durable, query
from sql.warehouse import Rows, Warehouse

TABLES: Mapping[str, tuple[str, ...]] = {
    "observations": ("directory_id", "observed_at", "same_as"),
    "users": (
        "directory_id",
        "observed_at",
        "user_id",
        "user_principal_name",
        "display_name",
        "mail",
        "department",
        "company_name",
        "account_enabled",
        "user_type",
        "immutable_id",
        "created_at",
    ),
    "assignments": (
        "directory_id",
        "observed_at",
        "user_id",
        "sku_id",
        "sku_part_number",
        "assigned_via",
        "assigned_at",
    ),
    "subscriptions": (
        "directory_id",
        "observed_at",
        "sku_id",
        "sku_part_number",
        "purchased",
        "consumed",
        "status",
    ),
}
_KEPT = {
    "users": (
        "directory_id, observed_at, user_id, attributes_id, user_principal_name, display_name, "
        "mail, department, company_name, account_enabled, user_type, immutable_id, created_at"
    ),
    "assignments": (
        "directory_id, observed_at, user_id, sku_id, sku_part_number, assigned_via, assigned_at"
    ),
    "subscriptions": (
        "directory_id, observed_at, sku_id, sku_part_number, purchased, consumed, status"
    ),
}


@dataclass(frozen=True, slots=True)
class File:
    """One table of a batch: where it stands and which of the known columns it has."""

    path: Path
    columns: tuple[str, ...]


class Unreadable(Exception):
    """A file of a batch is not what its name says; the message is DuckDB's first line."""

    def __init__(self, table: str, problem: str) -> None:
        super().__init__(problem)
        self.table = table


@contextmanager
def incoming(house: Warehouse, files: Mapping[str, File]) -> Iterator[None]:
    """The rows of a batch in a scratch database `incoming`, on disk, gone afterwards."""
    folder = house.data / "landing" / ".incoming"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    house.execute(f"attach {_literal(folder / 'rows.duckdb')} as incoming")
    try:
        for table, columns in TABLES.items():
            _read(house, table, columns, files.get(table))
        yield
    finally:
        house.execute("detach incoming")
        shutil.rmtree(folder, ignore_errors=True)


def _read(house: Warehouse, table: str, columns: Sequence[str], file: File | None) -> None:
    house.execute(f"create or replace temp view incoming_rows as {_as_written(columns, file)}")
    try:
        house.execute(query.text(f"landing/intake/{table}.sql"))
    except (
        duckdb.InvalidInputException,
        duckdb.ConversionException,
        duckdb.IOException,
    ) as problem:
        raise Unreadable(table, str(problem).splitlines()[0]) from None


def _as_written(columns: Sequence[str], file: File | None) -> str:
    if file is None:
        nothing = ", ".join(f"null::varchar as {name}" for name in columns)
        return f"select 0::bigint as record, {nothing} limit 0"
    listed = ", ".join(
        f"nullif({name}::varchar, '') as {name}"
        if name in file.columns
        # A column the file lacks says nothing, which is not the same as a blank key: those
        # are refused before the file is read.
        else f"null::varchar as {name}"
        for name in columns
    )
    return f"select row_number() over () as record, {listed} from {_scan(file)}"


def _scan(file: File) -> str:
    path = _literal(file.path)
    if file.path.suffix == ".parquet":
        return f"read_parquet({path})"
    named = ", ".join(f"'{name}': 'VARCHAR'" for name in file.columns)
    return (
        f"read_csv({path}, auto_detect = false, header = true, delim = ',', quote = '\"', "
        f"escape = '\"', strict_mode = true, columns = {{{named}}}, max_line_size = 16777216)"
    )


def faults(house: Warehouse) -> Rows:
    """Rows (table, record, column, value, problem) of what is wrong with the incoming batch."""
    return house.ask("landing/intake/faults.sql")


def new_looks(house: Warehouse) -> tuple[int, Rows]:
    """How many incoming looks are new, and those that landed before with other content."""
    house.execute(query.text("landing/intake/looks.sql"))
    new = house.rows(
        "select count(*) from incoming.looks as i anti join landing.observations as l "
        "on i.directory_id = l.directory_id and i.observed_at = l.observed_at"
    )
    return int(new[0][0]), house.ask("landing/intake/differing.sql")


def keep(house: Warehouse, *, batch: str, sequence: int, recorded_at: datetime) -> Path:
    """Writes the incoming batch's new looks beside landing and renames the folder in."""
    target = house.data / "landing" / batch
    beside = target.with_name(f".{batch}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    house.execute(
        "create or replace temp table new_looks as "
        "select i.* replace (coalesce(i.content_batch, $batch) as content_batch) "
        "from incoming.looks as i anti join landing.observations as l "
        "on i.directory_id = l.directory_id and i.observed_at = l.observed_at",
        {"batch": batch},
    )
    marked = {"batch": batch, "sequence": sequence, "recorded_at": recorded_at}
    _copy(
        house,
        "select directory_id, observed_at, $batch as batch, $sequence::integer as sequence, "
        "$recorded_at::timestamptz as recorded_at, * exclude (directory_id, observed_at) "
        "from new_looks order by directory_id, observed_at",
        beside / "observations.parquet",
        marked,
    )
    for table, columns in _KEPT.items():
        _copy(
            house,
            f"select $batch as batch, {columns} from incoming.{table} as r semi join new_looks "
            "as n on r.directory_id = n.directory_id and r.observed_at = n.content_at "
            "and n.content_batch = $batch"
            if table != "subscriptions"
            else f"select $batch as batch, {columns} from incoming.{table} as r "
            "semi join new_looks as n "
            "on r.directory_id = n.directory_id and r.observed_at = n.observed_at",
            beside / f"{table}.parquet",
            {"batch": batch},
        )
    beside.rename(target)
    durable.sync(target.parent)
    return target


def _copy(house: Warehouse, select: str, path: Path, given: Mapping[str, Any]) -> None:
    house.execute(f"copy ({select}) to {_literal(path)} (format parquet)", given)
    durable.sync(path)


def expose(house: Warehouse, batches: Sequence[str]) -> None:
    """Makes `landing.users`, `.assignments` and `.subscriptions` the rows of these batches."""
    folder = house.data / "landing"
    for table in _KEPT:
        files = [str(folder / batch / f"{table}.parquet") for batch in sorted(set(batches))]
        listed = ", ".join(_literal(Path(f)) for f in files)
        source = f"from read_parquet([{listed}])" if files else _nothing(table)
        house.execute(f"create or replace view landing.{table} as {source}")


def _nothing(table: str) -> str:
    typed = {
        "observed_at": "timestamptz",
        "assigned_at": "timestamptz",
        "created_at": "timestamptz",
        "account_enabled": "boolean",
        "purchased": "integer",
        "consumed": "integer",
    }
    names = ["batch", *(name.strip() for name in _KEPT[table].split(","))]
    listed = ", ".join(f"null::{typed.get(name, 'varchar')} as {name}" for name in names)
    return f"select {listed} limit 0"


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def next_sequence(house: Warehouse) -> int:
    """The place of the next batch in the order of landing, from 1."""
    return int(house.rows("select coalesce(max(sequence), 0) + 1 from landing.observations")[0][0])


def earliest(landing: Path) -> datetime | None:
    """The moment of the earliest look on disk, from the footers of the batches' files."""
    if not any(landing.glob("[0-9]*/observations.parquet")):
        return None
    files = _literal(landing / "[0-9]*" / "observations.parquet")
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        found = connection.execute(f"select min(observed_at) from {files}").fetchone()
    moment: datetime | None = found[0] if found else None
    return moment
