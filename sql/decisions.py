"""What people and the guard decided, and which directories could not be looked into: append-only
JSON files, and the tables read from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sql import durable
from sql.guard import Judgement
from sql.warehouse import Warehouse

JUDGEMENTS = (
    ("sequence", "INTEGER"),
    ("place", "INTEGER"),
    ("directory_id", "VARCHAR"),
    ("observed_at", "TIMESTAMPTZ"),
    ("status", "VARCHAR"),
    ("reason", "VARCHAR"),
    ("decided_by", "VARCHAR"),
    ("recorded_at", "TIMESTAMPTZ"),
)
COVERS = (
    ("sequence", "INTEGER"),
    ("directory_id", "VARCHAR"),
    ("from_day", "DATE"),
    ("to_day", "DATE"),
    ("decision", "VARCHAR"),
    ("reason", "VARCHAR"),
    ("decided_by", "VARCHAR"),
    ("recorded_at", "TIMESTAMPTZ"),
)
ATTEMPTS = (
    ("sequence", "INTEGER"),
    ("directory_id", "VARCHAR"),
    ("attempted_at", "TIMESTAMPTZ"),
    ("cause", "VARCHAR"),
    ("problem", "VARCHAR"),
    ("advice", "VARCHAR"),
    ("recorded_at", "TIMESTAMPTZ"),
)
TABLES: Mapping[str, Sequence[tuple[str, str]]] = {
    "judgements": JUDGEMENTS,
    "covers": COVERS,
    "attempts": ATTEMPTS,
}


@dataclass(frozen=True, slots=True)
class Decisions:
    """The folder `<data>/decisions`; each decision is a file, numbered as it was taken."""

    folder: Path

    def append(self, kind: str, recorded_at: datetime, content: Mapping[str, Any]) -> int:
        """Writes one decision durably and returns its number."""
        self.folder.mkdir(parents=True, exist_ok=True)
        sequence = max((number for number, _ in self.files()), default=0) + 1
        path = self.folder / f"{sequence:08}-{kind}.json"
        written = {"kind": kind, "recorded_at": recorded_at.isoformat(), **content}
        durable.write_json(path, written, str)
        return sequence

    def files(self) -> Iterator[tuple[int, Path]]:
        for path in sorted(self.folder.glob("[0-9]*.json")):
            yield int(path.name.split("-")[0]), path

    def last(self, kind: str, key: str, value: str) -> dict[str, Any]:
        """The last decision of a kind in which a key has a value; LookupError without one."""
        for path in sorted(self.folder.glob(f"[0-9]*-{kind}.json"), reverse=True):
            written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if written.get(key) == value:
                return written
        raise LookupError(f"no {kind} in which {key} is {value}")

    def judgements(self, *, by: str, at: datetime, found: Sequence[Judgement], **why: Any) -> None:
        """Records judgements made together, by the guard or by a person."""
        rows = [[j.directory_id, j.observed_at.isoformat(), j.status, j.reason] for j in found]
        self.append("judgements", at, {"by": by, "judgements": rows, **why})


def load(house: Warehouse, decisions: Decisions) -> None:
    """Brings the tables of `TABLES`, in landing, up to the files."""
    for table, columns in TABLES.items():
        if not house.has(f"landing.{table}"):
            house.load(f"landing.{table}", columns, [])
    newest = max(
        house.rows(f"select coalesce(max(sequence), 0) from landing.{table}")[0][0]
        for table in TABLES
    )
    found: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for sequence, path in decisions.files():
        if sequence > newest:
            written = json.loads(path.read_text(encoding="utf-8"))
            if written["kind"] in _READ:
                table, read = _READ[written["kind"]]
                found[table] += read(sequence, written)
    for table, rows in found.items():
        _append(house, table, TABLES[table], rows)


def _judged(sequence: int, written: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    recorded_at = datetime.fromisoformat(written["recorded_at"])
    return [
        (
            sequence,
            place,
            directory_id,
            datetime.fromisoformat(observed_at),
            status,
            reason or None,
            written["by"] if place == 0 else "guard",
            recorded_at,
        )
        for place, (directory_id, observed_at, status, reason) in enumerate(written["judgements"])
    ]


def _covered(sequence: int, written: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            sequence,
            written["directory_id"],
            date.fromisoformat(written["from_day"]),
            date.fromisoformat(written["to_day"]),
            written["decision"],
            written["reason"],
            written["by"],
            datetime.fromisoformat(written["recorded_at"]),
        )
    ]


def _attempted(sequence: int, written: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    recorded_at = datetime.fromisoformat(written["recorded_at"])
    return [
        (
            sequence,
            directory_id,
            datetime.fromisoformat(attempted_at),
            cause,
            problem,
            advice,
            recorded_at,
        )
        for directory_id, attempted_at, cause, problem, advice in written["attempts"]
    ]


_READ: Mapping[str, tuple[str, Callable[[int, Mapping[str, Any]], list[tuple[Any, ...]]]]] = {
    "judgements": ("judgements", _judged),
    "cover": ("covers", _covered),
    "attempts": ("attempts", _attempted),
}


def _append(
    house: Warehouse,
    table: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    if rows:
        house.load("landing.arriving", columns, rows)
        house.execute(f"insert into landing.{table} by name from landing.arriving")
        house.execute("drop table landing.arriving")
