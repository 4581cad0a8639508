"""Batches into looks, and rule 2: which of them were accepted, in the order of events."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from oracle_estate import Row, Span, read_rows

Event = tuple[Any, ...]
LookKey = tuple[str, datetime]
Tables = dict[LookKey, list[Row]]
SMALLEST_GUARDED = 5


@dataclass(frozen=True, slots=True)
class Look:
    """One observation: complete, so what it does not show was not there."""

    directory_id: str
    observed_at: datetime
    users: dict[str, Row]
    assignments: tuple[Row, ...]
    subscriptions: tuple[Row, ...]

    def pairs(self) -> set[tuple[str, str]]:
        return {(row["user_id"], row["sku_id"]) for row in self.assignments}


@dataclass(frozen=True, slots=True)
class Cover:
    """A person's decision on days that nobody observed; `kind` is carry or empty."""

    directory_id: str
    span: Span
    kind: str


@dataclass(slots=True)
class History:
    """Everything that landed and was decided."""

    looks: dict[LookKey, Look] = field(default_factory=dict)
    status: dict[LookKey, str] = field(default_factory=dict)
    covers: list[Cover] = field(default_factory=list)

    def accepted(self, directory_id: str) -> list[Look]:
        """The accepted looks of a directory in order of time."""
        return self._with_status(directory_id, "accepted")

    def held(self, directory_id: str) -> list[Look]:
        return self._with_status(directory_id, "held")

    def _with_status(self, directory_id: str, status: str) -> list[Look]:
        keys = [k for k, s in self.status.items() if k[0] == directory_id and s == status]
        return [self.looks[key] for key in sorted(keys)]


def moment(text: str) -> datetime:
    """An ISO 8601 moment in UTC; one that names no offset is UTC."""
    parsed = datetime.fromisoformat(text)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def read_batch(folder: Path, known: dict[LookKey, Look]) -> dict[LookKey, Look]:
    """The looks of one batch; `known` are those that landed before, for `same_as`."""
    tables = {
        name: _by_look(read_rows(folder / f"{name}.csv"))
        for name in ("users", "assignments", "subscriptions")
    }
    looks: dict[LookKey, Look] = {}
    headers = {_key(row): row for row in read_rows(folder / "observations.csv")}
    for key in sorted(headers):
        source = {**known, **looks}
        looks[key] = _read_look(key, headers[key], tables, source)
    return looks


def _read_look(
    key: LookKey, header: Row, tables: dict[str, Tables], source: dict[LookKey, Look]
) -> Look:
    own = {name: rows.get(key, []) for name, rows in tables.items()}
    subscriptions = tuple(own["subscriptions"])
    if header["same_as"]:
        repeated = source[key[0], moment(header["same_as"])]
        return Look(*key, repeated.users, repeated.assignments, subscriptions)
    users = {row["user_id"]: row for row in own["users"]}
    return Look(*key, users, tuple(own["assignments"]), subscriptions)


def _by_look(rows: list[Row]) -> Tables:
    looks: Tables = {}
    for row in rows:
        looks.setdefault(_key(row), []).append(row)
    return looks


def _key(row: Row) -> LookKey:
    return row["directory_id"], moment(row["observed_at"])


def replay(events: list[Event], removal_guard: Fraction) -> History:
    """Play imports, releases and covers in their order."""
    history = History()
    for event in events:
        apply_event(history, event, removal_guard)
    return history


def apply_event(history: History, event: Event, removal_guard: Fraction) -> None:
    """Play one event on what was there before it."""
    verb, *rest = event
    if verb == "import":
        for path in rest[0]:
            _land(history, Path(path), removal_guard)
    elif verb == "release":
        _release(history, rest, removal_guard)
    else:
        directory_id, start, end, kind = rest
        history.covers.append(Cover(directory_id, Span(_day(start), _day(end)), kind))


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _land(history: History, folder: Path, removal_guard: Fraction) -> None:
    batch = read_batch(folder, history.looks)
    new = {key: look for key, look in batch.items() if key not in history.looks}
    history.looks |= new
    for key in sorted(new):
        history.status[key] = _judgement(history, new[key], removal_guard)


def _release(history: History, decision: list[Any], removal_guard: Fraction) -> None:
    directory_id, observed_at, verdict = decision
    at = moment(observed_at) if isinstance(observed_at, str) else observed_at
    key = (directory_id, at)
    if history.status[key] != "held":
        raise ValueError(f"{key} is {history.status[key]}, not held")
    history.status[key] = "accepted" if verdict == "accept" else "discarded"
    if verdict == "accept":
        for look in history.held(directory_id):
            if look.observed_at > at:
                status = _judgement(history, look, removal_guard)
                history.status[directory_id, look.observed_at] = status


def _judgement(history: History, look: Look, removal_guard: Fraction) -> str:
    before = [
        other
        for other in history.accepted(look.directory_id)
        if other.observed_at < look.observed_at
    ]
    return "held" if before and _is_suspect(before[-1], look, removal_guard) else "accepted"


def _is_suspect(before: Look, look: Look, removal_guard: Fraction) -> bool:
    if before.users and not look.users:
        return True
    measures = ((set(before.users), set(look.users)), (before.pairs(), look.pairs()))
    return any(
        len(had) >= SMALLEST_GUARDED and Fraction(len(had - has), len(had)) > removal_guard
        for had, has in measures
    )
