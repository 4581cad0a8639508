"""Rule 2: whether a look is believed, judged against the accepted one before it in time."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sql import intake
from sql.warehouse import Warehouse

FEWEST = 5  # below so many of a kind, a share says nothing
Pair = tuple[str, datetime, datetime]
Gone = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """A landed look: where, when, where its rows stand, how many and their sums."""

    directory_id: str
    observed_at: datetime
    batch: str
    content_at: datetime
    users: int
    assignments: int
    sums: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    directory_id: str
    observed_at: datetime
    status: str  # accepted, held or discarded
    reason: str


def judge(house: Warehouse, pending: Iterable[Look], guard: Decimal) -> list[Judgement]:
    """Judges looks in order of time, each directory by itself.

    `guard` is the share (0 to 1) of users or of assignments that may be gone.
    """
    waiting: dict[str, list[Look]] = {}
    for look in sorted(pending):
        waiting.setdefault(look.directory_id, []).append(look)
    accepted = _accepted(house, list(waiting))
    gone: dict[Pair, Gone] = {}
    while True:
        unknown: list[tuple[Look, Look]] = []
        found = [
            judgement
            for directory_id, looks in waiting.items()
            for judgement in _walk(looks, accepted.get(directory_id, ()), gone, unknown, guard)
        ]
        if not unknown:
            return found
        gone.update(_compare(house, unknown))


def _walk(
    looks: Sequence[Look],
    accepted: Sequence[Look],
    gone: Mapping[Pair, Gone],
    unknown: list[tuple[Look, Look]],
    guard: Decimal,
) -> list[Judgement]:
    """One directory's looks in order; pairs not compared yet are noted and taken as accepted."""
    believed, found = list(accepted), []
    moments = [look.observed_at for look in believed]
    for look in looks:
        place = bisect_left(moments, look.observed_at)
        before = believed[place - 1] if place else None
        pair = (
            look.directory_id,
            before.observed_at if before else look.observed_at,
            look.observed_at,
        )
        if before and pair not in gone and _may_be_held(before, look):
            unknown.append((before, look))
        reason = _reason(before, look, gone.get(pair, (0, 0)), guard) if before else ""
        found.append(
            Judgement(look.directory_id, look.observed_at, "held" if reason else "accepted", reason)
        )
        if not reason:
            insort(believed, look)
            moments.insert(place, look.observed_at)
    return found


def _may_be_held(before: Look, look: Look) -> bool:
    return before.sums != look.sums and max(before.users, before.assignments) >= FEWEST


def _reason(before: Look, look: Look, gone: Gone, guard: Decimal) -> str:
    """Why a look is held; blank for one that is believed."""
    since = f"since {before.observed_at:%Y-%m-%dT%H:%M:%SZ}"
    if before.users and not look.users:
        return f"shows no users, {before.users} {since}"
    for kind, had, lost in (
        ("users", before.users, gone[0]),
        ("assignments", before.assignments, gone[1]),
    ):
        if had >= FEWEST and lost > guard * had:
            return f"{lost} of {had} {kind} gone {since}, more than {guard * 100:f} %"
    return ""


def _accepted(house: Warehouse, directories: Sequence[str]) -> dict[str, list[Look]]:
    found: dict[str, list[Look]] = {}
    for look in looks(house, "s.status = 'accepted'", directories):
        found.setdefault(look.directory_id, []).append(look)
    return found


def looks(house: Warehouse, condition: str, directories: Sequence[str]) -> list[Look]:
    """Landed looks of the directories that meet a condition on `o` and its status `s`."""
    rows = house.rows(
        "select o.directory_id, o.observed_at, o.content_batch, o.content_at, o.users, "
        "o.assignments, o.users_sum, o.assignments_sum from landing.observations as o "
        "left join landing.statuses as s using (directory_id, observed_at) "
        f"where list_contains($directories, o.directory_id) and {condition} "
        "order by o.directory_id, o.observed_at",
        {"directories": list(directories)},
    )
    return [
        Look(directory_id, observed_at, batch, content_at, users, assignments, (one, other))
        for directory_id, observed_at, batch, content_at, users, assignments, one, other in rows
    ]


def _compare(house: Warehouse, pairs: Sequence[tuple[Look, Look]]) -> dict[Pair, Gone]:
    """Users and assignments of the first look of each pair that the second does not show."""
    intake.expose(house, [look.batch for pair in pairs for look in pair])
    house.load(
        "landing.guard_pairs",
        [
            ("pair", "INTEGER"),
            ("directory_id", "VARCHAR"),
            ("before_batch", "VARCHAR"),
            ("before_at", "TIMESTAMPTZ"),
            ("after_batch", "VARCHAR"),
            ("after_at", "TIMESTAMPTZ"),
        ],
        [
            (i, a.directory_id, a.batch, a.content_at, b.batch, b.content_at)
            for i, (a, b) in enumerate(pairs)
        ],
    )
    counted = house.ask("landing/gone.sql")
    return {
        (before.directory_id, before.observed_at, look.observed_at): (users, assignments)
        for (before, look), (_, users, assignments) in zip(pairs, counted, strict=True)
    }
