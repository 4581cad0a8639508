"""The ledger: documents as they were issued, one JSON file each, chained by hash, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sql import durable, query, unpublished
from sql.decisions import Decisions
from sql.warehouse import Rows, Warehouse

ARRIVED = "select t.period, t.customer_id from ledger.touched as t"
APPENDED = ("lines", "taxes", "documents")
DERIVED = ("settlements", "invoiced")
TABLES = (*APPENDED, *DERIVED)
Columns = Sequence[tuple[str, str]]
ARRIVING = (
    ("sequence", "INTEGER"),
    ("previous", "VARCHAR"),
    ("sha256", "VARCHAR"),
    ("text", "VARCHAR"),
)
NOTHING_DUE = (
    ("customer_id", "VARCHAR"),
    ("period", "VARCHAR"),
    ("period_start", "DATE"),
    ("period_end", "DATE"),
    ("estate", "VARCHAR"),
    ("billing_timing", "VARCHAR"),
    ("settled_at", "TIMESTAMPTZ"),
)
APPROVALS = (
    ("document_id", "VARCHAR"),
    ("content_hash", "VARCHAR"),
    ("approved_by", "VARCHAR"),
    ("approved_at", "TIMESTAMPTZ"),
)
DECIDED: tuple[tuple[str, str, Columns], ...] = (
    ("settlement", "ledger.nothing_due", NOTHING_DUE),
    ("approval", "ledger.approvals", APPROVALS),
)


class Broken(Exception):
    """The chain of the ledger does not hold; one sentence for each file at fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the ledger: its place, the hash before it, its own, and its text."""

    path: Path
    sequence: int
    previous: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The folder `<data>/ledger`; each document is a file, numbered as it was issued."""

    folder: Path

    def names(self) -> list[str]:
        """Names of the files, in order. There is one for each document ever issued, and every run
        asks: that takes a fifth of the time of paths that match."""
        found = (path.name for path in self.folder.iterdir()) if self.folder.exists() else ()
        return sorted(name for name in found if name[0].isdigit() and name.endswith(".json"))

    def entries(self) -> Iterator[Entry]:
        """All files, in order; raises Broken where one is no document."""
        for name in self.names():
            yield _read(self.folder / name)

    def append(self, content: Mapping[str, Any]) -> int:
        """Freezes one document durably, chained to the one before, and returns its place."""
        self.folder.mkdir(parents=True, exist_ok=True)
        before = max(self.names(), default=None)
        sequence = _place(before) + 1 if before else 1
        previous = sha256((self.folder / before).read_bytes()).hexdigest() if before else ""
        written = {"sequence": sequence, "previous": previous, **content}
        path = self.folder / f"{sequence:08}-{content['document_id']}.json"
        durable.write_json(path, written, _plain)
        return sequence

    def faults(self) -> list[str]:
        """What does not hold: a place left out, a hash that is not that of the file before."""
        found, previous = [], ""
        try:
            for place, entry in enumerate(self.entries(), start=1):
                if entry.sequence != place or _place(entry.path.name) != place:
                    found.append(f"{entry.path}: stands where document {place} belongs")
                if entry.previous != previous:
                    found.append(f"{entry.path}: the document before it is not the one it names")
                previous = entry.sha256
        except Broken as broken:
            found += broken.faults
        return found


def faults(house: Warehouse, ledger: Ledger) -> list[str]:
    """Where the chain breaks, and where the tables do not hold what the files do."""
    tables: dict[int, str] = dict(house.rows("select sequence, sha256 from ledger.documents"))
    return differing(ledger, tables, "delete warehouse.duckdb, and the next run reads it again")


def differing(ledger: Ledger, hashes: Mapping[int, str], advice: str) -> list[str]:
    """Where the chain breaks, or files have other hashes than those known by their place."""
    found = ledger.faults()
    files = {} if found else {entry.sequence: entry.sha256 for entry in ledger.entries()}
    return found or [
        f"{ledger.folder}: document {place} is not what the tables hold ({advice})"
        for place in sorted(hashes.keys() | files.keys())
        if hashes.get(place) != files.get(place)
    ]


def _place(name: str) -> int:
    return int(name.split("-")[0])


def _read(path: Path) -> Entry:
    content = path.read_bytes()
    try:
        written = json.loads(content)
        return Entry(
            path,
            int(written["sequence"]),
            str(written["previous"]),
            sha256(content).hexdigest(),
            content.decode(),
        )
    except (ValueError, KeyError, TypeError):
        raise Broken([f"{path}: is no document of the ledger (restore it from a copy)"]) from None


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def load(house: Warehouse, ledger: Ledger, decisions: Decisions) -> None:
    """Brings the tables of stage ledger up to the files; raises Broken where the chain breaks.

    Where nothing is new nothing is read but names of files.
    """
    rows = [(e.sequence, e.previous, e.sha256, e.text) for e in _arriving(house, ledger)]
    decided = list(_decided_since(house, decisions))
    if rows or decided or not all(house.has(f"ledger.{name}") for name in TABLES):
        _build(house, rows, decided)


def _build(house: Warehouse, rows: Rows, decided: Sequence[tuple[str, Columns, Rows]]) -> None:
    """Adds files that arrived. Their documents and what was decided come last, with all that
    follows from them: a run that dies before leaves lines that the next one finds there, and
    reads the files again."""
    house.load("ledger.arriving", ARRIVING, rows)
    structure = query.text("ledger/structure.json")
    house.execute(query.text("ledger/arrived.sql"), {"structure": structure})
    for name in APPENDED[:-1]:
        house.build(query.load("ledger", name))
    house.execute(query.text("ledger/touched.sql"))
    unpublished.mark_periods(house, ARRIVED)
    with house.transaction():
        for table, columns, found in decided:
            house.load(table, columns, found)
        for name in (APPENDED[-1], *DERIVED):
            house.build(query.load("ledger", name))
        if rows and house.has("billing.drafts"):
            _forget_drafts(house)
    house.execute("drop table ledger.arrived")
    house.execute("drop table ledger.arriving")


def _forget_drafts(house: Warehouse) -> None:
    """What is issued is no draft any more, and its differences are none."""
    for table in ("drafted", "correction_lines", "draft_taxes", "drafts"):
        house.execute(
            f"delete from billing.{table} as t using ledger.documents as d "
            "where t.document_id = d.document_id"
        )
    house.execute(
        "delete from billing.differences as t using ledger.lines as l "
        "where t.period = l.line_period and t.customer_id = l.customer_id"
    )


def _arriving(house: Warehouse, ledger: Ledger) -> list[Entry]:
    """Entries that the tables lack, chained to the last one that they have.

    What the tables have is not read again: `faults` compares all of it when somebody asks.
    """
    last, previous = 0, ""
    if house.has("ledger.documents"):
        newest = "select sequence, sha256 from ledger.documents order by sequence desc limit 1"
        last, previous = next(iter(house.rows(newest)), (0, ""))
    names = ledger.names()
    if len(names) < last:
        raise Broken([f"{ledger.folder}: documents were taken away (restore them from a copy)"])
    found = [_read(ledger.folder / name) for name in names if _place(name) > last]
    for place, entry in enumerate(found, start=last + 1):
        if (entry.sequence, entry.previous) != (place, previous):
            raise Broken(ledger.faults())
        previous = entry.sha256
    return found


def _decided_since(house: Warehouse, decisions: Decisions) -> Iterator[tuple[str, Columns, Rows]]:
    """What people decided about documents, settled with nothing due or approved, where any of it
    is new: the table, and its rows. Decisions are never changed, so their number tells."""
    for kind, table, columns in DECIDED:
        paths = sorted(decisions.folder.glob(f"[0-9]*-{kind}.json"))
        known = house.rows(f"select count(*) from {table}") if house.has(table) else [(None,)]
        if known != [(len(paths),)]:
            rows = [tuple(one[name] for name, _ in columns) for one in _decided(paths)]
            yield table, columns, rows


def _decided(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        recorded_at = datetime.fromisoformat(written["recorded_at"])
        dated: dict[str, Any] = {
            name: date.fromisoformat(written[name])
            for name in ("period_start", "period_end")
            if name in written
        }
        at = {"settled_at": recorded_at, "approved_at": recorded_at}
        yield {**written, **dated, **at, "approved_by": written.get("by")}
