"""Which live directories the estate has, which of them owe a look at a moment, how each opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from assets.directory import Directory
from assets.premises import Refusal
from pipelines.estate.crosscheck_directories import LIVE
from pipelines.estate.faults import nearest, shown
from pipelines.estate.model import Estate
from pipelines.observing import folders

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """A live directory that is not opened yet: what is wrong with its sign-in is its own fault,
    and no other's."""

    directory_id: str
    open: Callable[[], Directory] = field(repr=False)  # what it is opened with holds secrets


def rows(estate: Estate, name: str) -> list[Row]:
    table = estate.tables[name]
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def owing(estate: Estate, at: datetime) -> list[Row]:
    """Rows of directories.csv that are live and owe an observation on the day of a moment."""
    days = _days(estate, at)
    return [
        row
        for row in live(estate)
        if _is_within(row["observed_from"], days[row["customer_id"]], row["observed_to"])
    ]


def unended(estate: Estate, at: datetime) -> list[Row]:
    """Those that owe an observation on that day or later."""
    days = _days(estate, at)
    return [
        row
        for row in live(estate)
        if _is_within(None, days[row["customer_id"]], row["observed_to"])
    ]


def chosen(estate: Estate, asked: Sequence[str], at: datetime) -> list[Row]:
    """Live ones among those asked for, or all that owe a look; Refusal, with every reason, where
    one can neither be looked into nor has a batch in its folder, or where none is left."""
    due = owing(estate, at)
    faults = list(_unfit(estate, asked, {row["directory_id"] for row in due}))
    if not asked and not due and not folders.batches(estate):
        faults.append(_none(estate))
    if faults:
        raise Refusal(faults)
    return [row for row in due if not asked or row["directory_id"] in asked]


def targets(
    estate: Estate, found: Sequence[Row], environ: Mapping[str, str], seconds: float
) -> list[Target]:
    """How each directory opens; no secret is read before it does."""
    from pipelines.directories import KINDS

    return [
        Target(
            row["directory_id"],
            partial(
                KINDS[row["kind"]],
                row["directory_id"],
                row["locator"],
                estate.settings.connections[row["connection"]],
                environ=environ,
                deadline_seconds=seconds,
            ),
        )
        for row in found
    ]


def live(estate: Estate) -> list[Row]:
    """Rows of directories.csv that are looked into live."""
    return [row for row in rows(estate, "directories") if row["kind"] in LIVE]


def _days(estate: Estate, at: datetime) -> dict[str, date]:
    """The day of a moment by customer, each in its own zone."""
    usual = estate.settings.billing.time_zone
    return {
        row["customer_id"]: at.astimezone(ZoneInfo(row["time_zone"] or usual)).date()
        for row in rows(estate, "customers")
    }


def _is_within(first: date | None, day: date, end: date | None) -> bool:
    return (first is None or first <= day) and (end is None or day < end)


def _unfit(estate: Estate, asked: Sequence[str], due: set[str]) -> Iterator[str]:
    listed = {row["directory_id"]: row for row in rows(estate, "directories")}
    due = due | {row["directory_id"] for row in folders.batches(estate, asked)} if asked else due
    for directory_id in asked:
        if directory_id not in listed:
            like = nearest(directory_id, listed)
            yield f"unknown directory {shown(directory_id)} (nearest: {like})"
        elif directory_id not in due:
            yield f"directory {shown(directory_id)} {_why_not(listed[directory_id])}"


def _why_not(row: Row) -> str:
    if row["kind"] not in LIVE:
        return f"is of kind {row['kind']}, and no folder that its locator names holds a batch"
    begins, ends = row["observed_from"] or "its first day", row["observed_to"] or "its last"
    return f"owes no look today (observed_from {begins}, observed_to {ends})"


def _none(estate: Estate) -> str:
    if listed := len(live(estate)):
        return f"nothing was looked at: none of {listed} live directories owes a look today"
    return (
        "nothing was looked at: directories.csv lists no directory of kind "
        f"{' or '.join(LIVE)}, and no folder of a recorded one holds a batch"
    )
