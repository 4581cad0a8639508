"""Batches of several looks: written as files, and brought in: how long, how much memory."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import house
from sizes import FIRST_DAY, Size
from steps import peak_bytes

from sql import intake, stages

OBSERVED = "strftime(snapshot_day, '%Y-%m-%dT06:00:00Z') as observed_at"

TABLES = {
    "observations": f"select distinct directory_id, {OBSERVED} from shown",
    "users": (
        f"select s.directory_id, {OBSERVED}, s.user_id, a.user_principal_name, a.display_name, "
        "a.mail, a.department, a.company_name, a.account_enabled::varchar as account_enabled, "
        "a.user_type from shown_users as s inner join source.attributes as a using (attributes_key)"
    ),
    "assignments": (
        f"select directory_id, {OBSERVED}, user_id, sku_id, "
        "printf('PART_%02d', product) as sku_part_number from shown"
    ),
}


def write_batch(folder: Path, root: Path, *, kind: str, first: date, to: date) -> Path:
    """What was shown from `first` to before `to`, as files of a kind, unless they are there."""
    if folder.exists():
        return folder
    beside = folder.with_suffix(".beside")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    with duckdb.connect(config={"memory_limit": house.MEMORY}) as connection:
        connection.execute(f"attach '{root / 'days.duckdb'}' as source (read_only)")
        for view, table in (("shown", "assignments"), ("shown_users", "users")):
            connection.execute(
                f"create view {view} as from source.{table} "
                f"where snapshot_day >= date '{first}' and snapshot_day < date '{to}'"
            )
        for table, select in TABLES.items():
            connection.execute(f"copy ({select}) to '{beside / table}.{kind}' (format {kind})")
    beside.rename(folder)
    return folder


def write_batches(root: Path, size: Size, looks: int) -> dict[str, Any]:
    """The first looks, as CSV and as Parquet."""
    to = FIRST_DAY + timedelta(days=looks * size.every)
    for kind in ("csv", "parquet"):
        write_batch(root / f"batch-{looks}-{kind}", root, kind=kind, first=FIRST_DAY, to=to)
    return {}


def intake_csv(root: Path, size: Size, looks: int) -> dict[str, Any]:
    return _brought_in(root, size, root / f"batch-{looks}-csv", "csv")


def intake_parquet(root: Path, size: Size, looks: int) -> dict[str, Any]:
    return _brought_in(root, size, root / f"batch-{looks}-parquet", "parquet")


def _brought_in(root: Path, size: Size, batch: Path, kind: str) -> dict[str, Any]:
    """Read, judged and kept; the seconds of each, and the most memory held by then."""
    data = root / f"intake-{kind}"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    seconds: dict[str, float] = {}
    files = _files(batch, kind)
    with house.opened(data) as warehouse:
        truths = house.open_truths(root, size, data)
        stages.reference(warehouse, truths)
        stages.landing(warehouse, truths)
        rows = _take(warehouse, files, seconds)
    bytes_read = sum(file.path.stat().st_size for file in files.values())
    shutil.rmtree(data)
    return {"peak": peak_bytes(), "seconds": seconds, "rows": rows, "bytes": bytes_read}


def _take(warehouse: house.Timed, files: dict[str, intake.File], seconds: dict[str, float]) -> int:
    begun = time.perf_counter()
    with intake.incoming(warehouse, files):
        seconds["read"] = time.perf_counter() - begun
        with _timed(seconds, "faults"):
            faults = intake.faults(warehouse)
        if faults:
            raise SystemExit(f"the batch has faults: {faults[:3]}")
        with _timed(seconds, "looks"):
            intake.new_looks(warehouse)
        with _timed(seconds, "kept"):
            recorded_at = datetime(2026, 3, 1, tzinfo=UTC)
            intake.keep(warehouse, batch="000001-bench", sequence=1, recorded_at=recorded_at)
        return int(warehouse.rows("select count(*) from incoming.assignments")[0][0])


def _files(folder: Path, kind: str) -> dict[str, intake.File]:
    found = {}
    for table in TABLES:
        path = folder / f"{table}.{kind}"
        reader = "read_csv" if kind == "csv" else "read_parquet"
        described = duckdb.sql(f"describe from {reader}('{path}')").fetchall()
        found[table] = intake.File(path, tuple(row[0] for row in described))
    return found


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - begun
