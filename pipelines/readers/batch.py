"""Recorded batches: a folder of observations, users, assignments and subscriptions, CSV or Parquet.

What stands in the header is judged here; the rows are judged in SQL, where they stream.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from assets.directory import TABLES, File
from assets.premises import Refusal
from pipelines.estate.faults import shown

NEEDED: Mapping[str, tuple[str, ...]] = {
    "observations": ("directory_id", "observed_at"),
    "users": ("directory_id", "observed_at", "user_id"),
    "assignments": ("directory_id", "observed_at", "user_id", "sku_id"),
    "subscriptions": ("directory_id", "observed_at", "sku_id", "purchased"),
}
LISTED = 200  # faults of one batch that are told; the rest is counted
LONGEST = 16_777_216  # bytes of a field; DuckDB reads no longer line
YEARS = (1990, 2099)  # looks outside them are a slip of the pen, and the calendar spans every day

WRONG: Mapping[str, str] = {
    "blank": "{column} is blank (every row needs one)",
    "moment": "{column} {value} is no moment with its zone (use 2026-03-01T03:00:00Z)",
    "far": "{column} {value} is not within the years 1990 to 2099",
    "not earlier": "same_as {value} is not before observed_at (name an earlier look)",
    "boolean": "{column} {value} is neither true nor false",
    "user type": "unknown user_type {value} (use Member or Guest)",
    "whole number": "{column} {value} is no whole number",
    "unknown directory": "unknown directory {value} (directories.csv does not list it)",
    "look twice": "the look of {value} stands here twice with different same_as",
    "unknown look": "same_as {value} names a look that neither this batch nor landing has",
    "no look": "no row in observations for the look of {value}",
    "rows of a repeat": "the look of {value} repeats another by same_as, so it brings no rows",
    "user twice": "user {value} stands in one look twice, with different attributes",
    "unknown user": "user {value} is not among the users of its look",
    "subscription twice": "SKU {value} stands in one look twice, with different units",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """The files of a batch, their headers known to be good."""

    files: Mapping[str, File]

    def worded(self, rows: Sequence[tuple[str, int, str, str | None, str]]) -> list[str]:
        """Faults (table, record, column, value, problem) as sentences with file and line."""
        told = rows[:LISTED]
        lines = {
            table: _lines(self.files[table].path, {row[1] for row in told if row[0] == table})
            for table in {row[0] for row in told}
        }
        sentences = [
            f"{self.files[table].path} {lines[table].get(record, f'row {record}')}: "
            + WRONG[problem].format(column=column, value=shown(value or ""))
            for table, record, column, value, problem in told
        ]
        more = len(rows) - len(told)
        return [*sentences, f"and {more} more faults of this batch"] if more else sentences


def find(path: Path) -> list[Path]:
    """The batches at a path: the folder itself, or those that it holds, by name."""
    if not path.is_dir():
        raise Refusal([f"{path}: no such folder (name the folder of a recorded batch)"])
    if _tables(path):
        return [path]
    held = sorted(p for p in path.iterdir() if p.is_dir() and _tables(p))
    if not held:
        names = ", ".join(TABLES)
        raise Refusal([f"{path}: no batch here (a batch holds {names} as .parquet or .csv)"])
    return held


def read(path: str) -> Recorded:
    """The batch in a folder; Refusal, with every fault of its headers, if it is none."""
    folder = Path(path)
    found = _tables(folder)
    faults = [
        f"{folder}: {name} stands here as .csv and as .parquet (keep one)"
        for name, paths in found.items()
        if len(paths) > 1
    ]
    if "observations" not in found:
        faults.append(f"{folder}: no observations.csv or observations.parquet")
    files = {}
    for name, paths in found.items():
        columns, wrong = _header(name, paths[0])
        faults += wrong
        files[name] = File(paths[0], columns)
    if faults:
        raise Refusal(faults)
    return Recorded(files)


def days(batch: Recorded, time_zone: str) -> tuple[date, date] | None:
    """First and last day of its looks in a zone; None where it has no readable one."""
    zone = ZoneInfo(time_zone)
    moments = [m for text in _moments(batch.files["observations"]) if (m := _moment(text))]
    found = [moment.astimezone(zone).date() for moment in moments]
    return (min(found), max(found)) if found else None


def write(folder: Path, tables: Mapping[str, Sequence[Mapping[str, str | None]]]) -> None:
    """Rows as a batch of Parquet files in a new folder; what a row does not say is blank."""
    import pyarrow as pa
    from pyarrow import parquet

    folder.mkdir()
    for name, rows in tables.items():
        columns = {c: pa.array([row.get(c) for row in rows], pa.string()) for c in TABLES[name]}
        parquet.write_table(pa.table(columns), folder / f"{name}.parquet")


def _tables(folder: Path) -> dict[str, list[Path]]:
    found = {
        name: [p for s in (".parquet", ".csv") if (p := folder / f"{name}{s}").is_file()]
        for name in TABLES
    }
    return {name: paths for name, paths in found.items() if paths}


def _header(name: str, path: Path) -> tuple[tuple[str, ...], list[str]]:
    """Columns of a file, and what is wrong with them."""
    try:
        columns = _columns(path)
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as problem:
        return (), [f"{path}: cannot be read ({type(problem).__name__})"]
    faults = [
        f"{path}: unknown column {shown(column)} (nearest: {_nearest(column, TABLES[name])})"
        for column in columns
        if column not in TABLES[name]
    ]
    faults += [f"{path}: column {c} stands twice" for c in sorted(_repeated(columns))]
    faults += [f"{path}: no column {c}" for c in NEEDED[name] if c not in columns]
    return columns, faults


def _columns(path: Path) -> tuple[str, ...]:
    if path.suffix == ".parquet":
        from pyarrow import parquet

        return tuple(parquet.read_schema(path).names)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return tuple(next(csv.reader(handle), ()))


def _repeated(columns: Sequence[str]) -> set[str]:
    return {c for c in columns if columns.count(c) > 1}


def _nearest(column: str, known: Iterable[str]) -> str:
    return get_close_matches(column, list(known), n=1, cutoff=0.0)[0]


def _moments(file: File) -> list[str]:
    if file.path.suffix == ".parquet":
        from pyarrow import parquet

        column = parquet.read_table(file.path, columns=["observed_at"]).column(0)
        return [str(value) for value in column.to_pylist()]
    # What is no text is refused where the rows are judged; here it only has no day.
    with file.path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
        csv.field_size_limit(LONGEST)
        return [row.get("observed_at") or "" for row in csv.DictReader(handle)]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo and YEARS[0] <= moment.year <= YEARS[1] else None


def _lines(path: Path, records: set[int]) -> dict[int, str]:
    """`line n` of records counted from 1; a Parquet file has rows, not lines."""
    if path.suffix == ".parquet":
        return {}
    found: dict[int, str] = {}
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
        csv.field_size_limit(LONGEST)
        reader = csv.reader(handle)
        next(reader, None)
        record, begins = 0, reader.line_num + 1
        for row in reader:
            record += bool(row)
            if row and record in records:
                found[record] = f"line {begins}"
            begins = reader.line_num + 1
    return found
