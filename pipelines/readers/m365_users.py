"""The admin center's *Active users* export: one complete look at one Entra directory.

Columns may stand in any order, and those that are not read here may be missing or new. Names are
compared by letters and digits alone. What is faulty is refused whole, with every fault: half an
export would read as people who left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

from assets.premises import Refusal
from pipelines import skus, spreadsheets
from pipelines.estate.faults import Fault, shown
from pipelines.estate.records import BrokenRecord, Record, numbered
from pipelines.readers import batch
from pipelines.skus import Listed, Sku
from pipelines.spreadsheets import key

ID, PRINCIPAL = "Object Id", "User principal name"
HELD, DETAILS = "Licenses", "License assignment details"
BLOCKED, CREATED, DELETED = "Block credential", "When created", "Soft deletion time stamp"
NAME, DEPARTMENT, ADDRESSES = "Display name", "Department", "Proxy addresses"
SAID = (NAME, DEPARTMENT, BLOCKED, CREATED, ADDRESSES)
READ = (ID, PRINCIPAL, *SAID, DELETED, HELD, DETAILS)
NEEDED = ((ID,), (PRINCIPAL,), (HELD, DETAILS))
LISTED = 200  # faults that are told; the rest is counted
GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
# Mailboxes may hold a plus, so only one before the next kind of address ends this one.
PRIMARY = re.compile(r"(?:^|\+)SMTP:(.+?)(?=\+[A-Za-z][A-Za-z0-9]*:|$)")
NOBODY = (
    "shows no user (export again with no filter; a directory that is really empty comes as a batch)"
)
NO_EXPORT = "no export of Active users (the first line names columns, Object Id among them)"

Row = tuple[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class User:
    """An account as a batch has it: blank is None, moments are UTC in ISO 8601."""

    user_id: str
    user_principal_name: str
    display_name: str | None
    mail: str | None
    department: str | None
    account_enabled: str | None
    user_type: str
    created_at: str | None
    sku_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What an export shows: its users, their SKUs by id, how many rows are of deleted ones.

    `absent` names the columns that it lacks and that users have blank for it.
    """

    users: tuple[User, ...]
    skus: Mapping[str, Sku]
    deleted: int
    absent: tuple[str, ...]


def read(path: Path, listed: Listed) -> Export:
    """The export in a file; Refusal with every fault. `listed` settles names of two SKUs."""
    text = spreadsheets.read(path)
    mark, header = _header(path, text)
    rows, faults = _rows(path, numbered(text, mark), header)
    there = [row for row in rows if not row[1].get(DELETED)]
    users, found, wrong = _users(path, there, listed)
    faults += wrong
    if not there and not faults:
        # Whoever exports is a user: nobody at all is a filter or an accident, never a look.
        faults.append(Fault(str(path), 0, NOBODY))
    if faults:
        more = len(faults) - LISTED
        rest = [f"and {more} more faults of this export"] if more > 0 else []
        told = sorted(faults, key=lambda fault: fault.line)[:LISTED]
        raise Refusal([*map(str, told), *rest])
    absent = tuple(name for name in SAID if key(name) not in header)
    return Export(users, found, len(rows) - len(there), absent)


def _rows(
    path: Path, records: Iterator[Record], header: Sequence[str]
) -> tuple[list[Row], list[Fault]]:
    """What is read of each row, by column, after its line."""
    places = [(name, header.index(key(name))) for name in READ if key(name) in header]
    rows: list[Row] = []
    faults: list[Fault] = []
    try:
        next(records)
        for line, fields in records:
            if len(fields) == len(header):
                rows.append((line, {name: fields[place] for name, place in places}))
            else:
                told = f"{len(fields)} fields, the header has {len(header)}"
                faults.append(Fault(str(path), line, told))
    except BrokenRecord as broken:
        # What follows a stray quote cannot be told apart, so the file is read no further.
        faults.append(Fault(str(path), broken.line, broken.text))
    return rows, faults


def _users(
    path: Path, rows: Iterable[Row], listed: Listed
) -> tuple[tuple[User, ...], dict[str, Sku], list[Fault]]:
    """The users of rows, their SKUs by id, and what is wrong; a row that repeats is one user."""
    first: dict[str, tuple[int, User]] = {}
    found: dict[str, Sku] = {}
    faults: list[Fault] = []
    held_as = cache(lambda joined: tuple(skus.named(n, listed) for n in skus.names(joined)))
    for line, cells in rows:
        held = held_as(cells.get(HELD) or cells.get(DETAILS, ""))
        wrong = [*_wrong(cells), *_misnamed(held)]
        user = _user(cells, held)
        begun, same = first.setdefault(user.user_id, (line, user))
        if same != user and not wrong:
            wrong = [f"{ID} {shown(cells[ID])} stands on line {begun} too, with other content"]
        faults += [Fault(str(path), line, text) for text in wrong]
        found.update((sku.sku_id, sku) for sku in held)
    return tuple(user for _, user in first.values()), found, faults


def _header(path: Path, text: str) -> tuple[str, list[str]]:
    """What separates the columns, and their folded names; Refusal where a needed one lacks."""
    mark, written = spreadsheets.header(text, READ)
    header = [key(name) for name in written]
    if not set(header) & {key(name) for name in READ}:
        raise Refusal([f"{path}: {NO_EXPORT}"])
    faults = spreadsheets.column_faults(path, written, READ, NEEDED)
    if faults:
        raise Refusal([str(fault) for fault in faults])
    return mark, header


def _wrong(cells: Mapping[str, str]) -> Iterator[str]:
    for name in (ID, PRINCIPAL):
        if not cells[name]:
            yield f"{name} is blank (every user has one)"
    for name, reads, allowed in (
        (BLOCKED, _enabled, "use True or False"),
        (CREATED, _moment, "use 2026-03-01 03:00:00Z"),
    ):
        if cells.get(name) and reads(cells[name]) is None:
            yield f"unknown {name} {shown(cells[name])} ({allowed})"


def _misnamed(held: Iterable[Sku]) -> Iterator[str]:
    for sku in held:
        if not skus.is_name(sku.name):
            yield (
                f"{HELD} has {shown(sku.name)}, which is no product's name (it is at most "
                f"{skus.LONGEST} printable characters, and no formula)"
            )


def _user(cells: Mapping[str, str], held: Iterable[Sku]) -> User:
    user_id, principal = cells[ID], cells[PRINCIPAL]
    primary = PRIMARY.search(cells.get(ADDRESSES, ""))
    return User(
        # Graph writes ids in lower case, and the same account is the same user there.
        user_id=user_id.lower() if GUID.fullmatch(user_id) else user_id,
        user_principal_name=principal,
        display_name=cells.get(NAME) or None,
        mail=primary.group(1) if primary else None,
        department=cells.get(DEPARTMENT) or None,
        account_enabled=_enabled(cells.get(BLOCKED, "")),
        user_type="Guest" if "#ext#" in principal.lower() else "Member",
        created_at=_moment(cells.get(CREATED, "")),
        sku_ids=tuple(sorted({sku.sku_id for sku in held})),
    )


def _enabled(blocked: str) -> str | None:
    return {"true": "false", "false": "true"}.get(blocked.lower())


@lru_cache(maxsize=1024)  # once to judge a row, once to keep it
def _moment(written: str) -> str | None:
    """A moment in UTC, which is also the zone of one that names none."""
    try:
        moment = datetime.fromisoformat(written)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None


def write(export: Export, folder: Path, directory_id: str, observed_at: datetime) -> None:
    """The export as a recorded batch of one look."""
    look = {"directory_id": directory_id, "observed_at": observed_at.astimezone(UTC).isoformat()}
    users = [
        {**look, **{name: getattr(user, name) for name in User.__slots__}} for user in export.users
    ]
    assignments = [
        {
            **look,
            "user_id": user.user_id,
            "sku_id": sku_id,
            "sku_part_number": export.skus[sku_id].part_number,
            "assigned_via": "direct",
        }
        for user in export.users
        for sku_id in user.sku_ids
    ]
    batch.write(folder, {"observations": [look], "users": users, "assignments": assignments})
