"""What was known at a moment: the truths recorded by then in a folder of their own, the warehouse
wound back to them, and what was computed with them brought home.

The ordinary stages do the computing, over a data folder whose landing, decisions and ledger are
links to what had been recorded. Tables that grow by the day are copied and cut, so that history is
replayed from the first look that is taken away, and not from the beginning.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sql import query, refresh, stages, unpublished, writes
from sql.decisions import TABLES as DECIDED
from sql.decisions import Decisions
from sql.query import Query
from sql.stages import Truths
from sql.warehouse import Warehouse

FOLDER = ".as-known"  # in a data folder, for as long as a run computes there
RECORDED = "where t.recorded_at <= $moment"
ISSUED = """semi join (
    select d.document_id from ledger.documents as d where d.sequence <= $last
) as k on t.document_id = k.document_id"""
# Tables that the stages bring up to date from where they stand, and what of each was known.
CUT: Mapping[str, str] = {
    "landing.warehouse": "",
    "landing.observations": RECORDED,
    **{f"landing.{name}": RECORDED for name in DECIDED},
    **{f"snapshot.{name}": "" for name in refresh.SNAPSHOT},
    **{f"history.{name}": "" for name in ("looks", *refresh.REPLAYED)},
    **{f"ledger.{name}": ISSUED for name in ("lines", "taxes", "documents")},
    "billing.bills": "",  # a period has one number, there and here
}
# What a bill puts anew: the asked periods, of one customer or of all, that are not settled.
UNSETTLED = """
list_contains($periods::varchar[], b.period)
and ($customer_id is null or b.customer_id = $customer_id)
and not exists (
    from ledger.settlements as s where b.period = s.period and b.customer_id = s.customer_id
)
"""

# Attributes that lines go by the names of, where this warehouse was made after they were let go.
NAMED = """
insert into snapshot.user_attributes by name
from known.snapshot.user_attributes as n
anti join snapshot.user_attributes as t on n.attributes_key = t.attributes_key
"""
ADOPTED = "select unnest($periods::varchar[]) as period, $customer_id::varchar as customer_id"


class Unknown(Exception):
    """Nothing can be said of the moment; the message says why."""


@dataclass(frozen=True, slots=True)
class Past:
    """The truths as they stood at a moment: their folder, and the version of the estate."""

    data: Path
    version: str
    moment: datetime


def forget(data: Path) -> None:
    """Takes away what a dead run left of another moment. Wants the lock."""
    shutil.rmtree(data / FOLDER, ignore_errors=True)


@contextmanager
def recorded(house: Warehouse, truths: Truths, moment: datetime) -> Iterator[Past]:
    """The truths recorded by a moment, there for as long as the caller works with them.

    Wants landing, history and ledger up to date. Raises Unknown of a moment before the first use
    of the estate and of one to come.
    """
    if moment > truths.now:
        raise Unknown(f"{_said(moment)} is after {_said(truths.now)}: nothing is known of it yet")
    known = Past(house.data / FOLDER, _in_force(truths.decisions, moment), moment)
    forget(house.data)
    try:
        last = _last_issued(house, moment)
        _link(house, truths.decisions, known, last)
        _wind_back(house, known, last)
        yield known
    finally:
        forget(house.data)


def _said(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _in_force(decisions: Decisions, moment: datetime) -> str:
    """The version of the estate that was used last by the moment."""
    used = list(versions(decisions))
    for recorded_at, version in reversed(used):
        if recorded_at <= moment:
            return version
    first = f": its first version was used at {_said(used[0][0])}" if used else ""
    raise Unknown(f"nothing was recorded by {_said(moment)}, no estate was in use{first}")


def versions(decisions: Decisions) -> Iterator[tuple[datetime, str]]:
    """Each change of the estate's version, in order; one gone back to stands there again."""
    for path in sorted(decisions.folder.glob("[0-9]*-estate.json")):
        recorded_at, written = _read(path)
        yield recorded_at, written["version"]


def _read(path: Path) -> tuple[datetime, Mapping[str, Any]]:
    """When a decision was recorded, and what it says."""
    written = json.loads(path.read_text(encoding="utf-8"))
    return datetime.fromisoformat(written["recorded_at"]), written


def _last_issued(house: Warehouse, moment: datetime) -> int:
    """The place of the last document issued by then; what the chain has before it was known too."""
    newest = "select coalesce(max(sequence), 0) from ledger.documents where issued_at <= $moment"
    return int(house.rows(newest, {"moment": moment})[0][0])


def _link(house: Warehouse, decisions: Decisions, known: Past, last: int) -> None:
    for name in ("landing", "decisions", "ledger"):
        (known.data / name).mkdir(parents=True)
    (known.data / "estates").symlink_to((house.data / "estates").resolve())
    for batch, is_known in house.rows(
        "select batch, bool_and(recorded_at <= $moment) from landing.observations group by batch",
        {"moment": known.moment},
    ):
        _link_batch((house.data / "landing" / batch).resolve(), known.data, is_known=is_known)
    for _, path in decisions.files():
        if _read(path)[0] <= known.moment:
            (known.data / "decisions" / path.name).symlink_to(path.resolve())
    for path in (house.data / "ledger").glob("[0-9]*.json"):
        if int(path.name.split("-")[0]) <= last:
            (known.data / "ledger" / path.name).symlink_to(path.resolve())


def _link_batch(batch: Path, data: Path, *, is_known: bool) -> None:
    """A batch, or of one that came later its rows without its looks: a look recorded before, with a
    moment that stood for the clock, may say that it repeats one of them."""
    folder = data / "landing" / batch.name
    if is_known:
        folder.symlink_to(batch)
        return
    folder.mkdir()
    for path in batch.glob("*.parquet"):
        if path.stem != "observations":
            (folder / path.name).symlink_to(path)


def _wind_back(house: Warehouse, known: Past, last: int) -> None:
    """Copies what the stages go on from into a warehouse of the other folder, as far as known."""
    there = [table for table in CUT if house.has(table)]
    with _attached(house, known), house.transaction():
        for stage in query.STAGES:
            house.execute(f"create schema known.{stage}")
        for table in there:
            given = {"moment": known.moment, "last": last}
            used = {name: value for name, value in given.items() if f"${name}" in CUT[table]}
            house.execute(f"create table known.{table} as from {table} as t {CUT[table]}", used)


@contextmanager
def _attached(house: Warehouse, known: Past) -> Iterator[None]:
    path = str(known.data / "warehouse.duckdb").replace("'", "''")
    house.execute(f"attach '{path}' as known")
    try:
        yield
    finally:
        house.execute("detach known")


def add_up(house: Warehouse) -> None:
    """What was invoiced by then, of the documents that the cut left; others arrive as ever."""
    house.execute(
        "create or replace table ledger.touched as "
        "select distinct l.customer_id, l.line_period as period from ledger.lines as l"
    )
    house.build(query.load("ledger", "invoiced"))


def adopt(
    house: Warehouse, known: Past, *, periods: Sequence[str], customer_id: str | None
) -> None:
    """Puts what was computed with the past in place of what stands, but for what is settled.

    Wants nobody to have the other warehouse open. All of it is put, or nothing.
    """
    given = {"periods": list(periods), "customer_id": customer_id}
    with _attached(house, known), house.transaction():
        unpublished.mark_periods(house, ADOPTED, given)
        house.execute(NAMED)
        for name in stages.BILLING:
            _adopt(house, query.load("billing", name), given)
        unpublished.mark_corrections(house)


def _adopt(house: Warehouse, made: Query, given: Mapping[str, Any]) -> None:
    there = f"known.{made.table}"
    if made.contract.write == "view":
        house.build(made)
    elif made.is_by_period:
        house.execute(f"create table if not exists {made.table} as from {there} limit 0")
        unsettled = writes.of_bills(made, UNSETTLED)
        house.execute(f"delete from {made.table} as b where {unsettled}", given)
        house.execute(
            f"insert into {made.table} by name from {there} as b where {unsettled}", given
        )
    elif made.name == "asked":
        house.execute(
            f"create or replace table {made.table} as from {there} as b where {UNSETTLED}", given
        )
    elif made.contract.write == "scratch":
        return  # Nobody reads it after the run that made it.
    else:
        house.execute(f"create or replace table {made.table} as from {there}")
