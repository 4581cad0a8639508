"""Random directories: who is there when, what they hold, and who looked when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from oracle_estate import Span
from oracle_files import LookRows, Values, stamp

SKUS = {"sku-a": "PART_A", "sku-b": "PART_B", "sku-c": "PART_C", "sku-d": "PART_D"}
UNMAPPED_SKU = "sku-x"
USER_IDS = ["u1", "U2", "u10", "b-3", "a.4", "Z5", "9six", "u7", "_8", "c9", "D1", "e2", "f3"]
DEPARTMENTS = ["Lab", "HR", "lab", ""]
DOMAINS = ["x.example", "Y.example"]


@dataclass(slots=True)
class Holding:
    """A SKU that a user has for a while; moments are local and without zone."""

    sku_id: str
    start: datetime
    end: datetime
    evidence: list[datetime | None]


@dataclass(slots=True)
class User:
    """The truth about a user, of which looks show what they happen to see."""

    user_id: str
    present: list[tuple[datetime, datetime]]
    states: list[tuple[datetime, Values]]
    holdings: list[Holding]


@dataclass(slots=True)
class Directory:
    """A directory with its users and the days on which somebody looks."""

    directory_id: str
    zone: ZoneInfo
    users: list[User] = field(default_factory=list)
    purchased: dict[str, int] = field(default_factory=dict)
    is_seller: bool = False


def chance(rng: Random, probability: float) -> bool:
    return rng.random() < probability


def random_moment(rng: Random, span: Span) -> datetime:
    day = rng.choice(span.days())
    return datetime.combine(day, time(rng.choice([0, 3, 9, 12, 17, 23]), rng.randrange(60)))


def random_directory(
    rng: Random, directory_id: str, zone: ZoneInfo, span: Span, *, users: int, is_nasty: bool
) -> Directory:
    """People who join, leave, return and change, somewhere within the days."""
    directory = Directory(directory_id, zone)
    for user_id in rng.sample(USER_IDS, users):
        directory.users.append(_random_user(rng, user_id, span, is_nasty))
    directory.is_seller = chance(rng, 0.6)
    directory.purchased = {sku_id: rng.randrange(6) for sku_id in SKUS}
    return directory


def _random_user(rng: Random, user_id: str, span: Span, is_nasty: bool) -> User:
    present = _random_presence(rng, span)
    skus = rng.sample(sorted(SKUS), rng.choice([0, 1, 1, 1, 2, 2, 3]))
    if is_nasty and chance(rng, 0.01):
        skus.append(UNMAPPED_SKU)
    holdings = [holding for sku_id in skus for holding in _random_holdings(rng, sku_id, span)]
    states = [(datetime.min, _random_state(rng, user_id, {}))]
    while chance(rng, 0.4):
        states.append((random_moment(rng, span), _random_state(rng, user_id, states[-1][1])))
    return User(user_id, present, sorted(states, key=lambda s: s[0]), holdings)


def _random_presence(rng: Random, span: Span) -> list[tuple[datetime, datetime]]:
    start = datetime.min if chance(rng, 0.7) else random_moment(rng, span)
    if chance(rng, 0.65):
        return [(start, datetime.max)]
    leaves = random_moment(rng, span)
    if chance(rng, 0.5):
        return [(start, leaves)]
    return [(start, leaves), (leaves + timedelta(days=rng.randrange(1, 15)), datetime.max)]


def _random_holdings(rng: Random, sku_id: str, span: Span) -> Iterator[Holding]:
    start = datetime.min if chance(rng, 0.5) else random_moment(rng, span)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        end = datetime.max if chance(rng, 0.6) else random_moment(rng, span)
        if end > start:
            yield Holding(sku_id, start, end, _random_evidence(rng, start, span))
        if end == datetime.max:
            return
        start = max(start, end) + timedelta(days=rng.randrange(1, 10), hours=rng.randrange(24))


def _random_evidence(rng: Random, start: datetime, span: Span) -> list[datetime | None]:
    """One date for each row that shows the assignment: true, wrong, or not said."""
    if start == datetime.min:
        start = datetime.combine(span.start, time(0)) - timedelta(days=rng.randrange(1, 90))
    wrong = start + timedelta(days=rng.randrange(-3, 4), hours=rng.randrange(-5, 6))
    return rng.choice([[start], [start], [None], [wrong], [start, wrong], [None, start]])


def _random_state(rng: Random, user_id: str, before: Values) -> Values:
    if before and chance(rng, 0.5):
        key = rng.choice(["department", "user_principal_name", "account_enabled", "user_type"])
        return {**before, key: _random_state(rng, user_id, {})[key]}
    name = rng.choice([user_id.lower(), f"new.{user_id.lower()}"])
    return {
        "user_id": user_id,
        "user_principal_name": f"{name}@{rng.choice(DOMAINS)}",
        "display_name": f"User {user_id}",
        "department": rng.choice(DEPARTMENTS),
        "account_enabled": rng.choices(["true", "false", ""], [6, 2, 1])[0],
        "user_type": rng.choices(["Member", "Guest", ""], [6, 2, 1])[0],
        **({"immutable_id": before["immutable_id"]} if before.get("immutable_id") else {}),
    }


def look_at(rng: Random, directory: Directory, local: datetime) -> LookRows:
    """What a look at a local moment sees."""
    there = [user for user in directory.users if _is_in(local, user.present)]
    has_parts = chance(rng, 0.9)
    assignments: list[Values] = []
    for user in there:
        for holding in user.holdings:
            if holding.start <= local < holding.end:
                assignments += _assignment_rows(directory, user.user_id, holding, has_parts)
    look = LookRows(directory.directory_id, to_utc(local, directory.zone))
    look.users = [_state_at(user, local) for user in there]
    look.assignments = assignments
    if directory.is_seller and chance(rng, 0.3):
        look.subscriptions = _subscriptions(rng, directory)
    return look


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _is_in(local: datetime, spans: list[tuple[datetime, datetime]]) -> bool:
    return any(start <= local < end for start, end in spans)


def _state_at(user: User, local: datetime) -> Values:
    return [state for start, state in user.states if start <= local][-1]


def _assignment_rows(
    directory: Directory, user_id: str, holding: Holding, has_parts: bool
) -> list[Values]:
    part = SKUS.get(holding.sku_id, "PART_X") if has_parts else ""
    return [
        {
            "user_id": user_id,
            "sku_id": holding.sku_id,
            "sku_part_number": part,
            "assigned_via": f"group-{place}" if place else "direct",
            "assigned_at": stamp(to_utc(at, directory.zone)) if at else "",
        }
        for place, at in enumerate(holding.evidence)
    ]


def _subscriptions(rng: Random, directory: Directory) -> list[Values]:
    if chance(rng, 0.2):
        directory.purchased[rng.choice(sorted(SKUS))] = rng.randrange(8)
    return [
        {
            "sku_id": sku_id,
            "sku_part_number": SKUS[sku_id],
            "purchased": units,
            "consumed": 0,
            "status": "Enabled",
        }
        for sku_id, units in directory.purchased.items()
        if units
    ]


def random_moments(
    rng: Random, days: list[date], *, missed: float, gap: int, zone: ZoneInfo
) -> list[datetime]:
    """Local moments of looks: most days once, some twice or never; one gap where `gap` > 0."""
    hole = rng.randrange(1, max(2, len(days) - gap - 1))
    moments = set()
    for place, day in enumerate(days):
        if chance(rng, missed) or hole <= place < hole + gap:
            continue
        for _ in range(rng.choice([1, 1, 1, 1, 2])):
            hour, minute = rng.choice([(0, 0), (0, 10), (23, 59), (11, 0), (6, 30), (18, 45)])
            moments.add(datetime.combine(day, time(hour, minute, rng.randrange(60))))
    return sorted(moments, key=lambda local: to_utc(local, zone))


def drop_most(rng: Random, look: LookRows) -> None:
    """A look that saw too little: everybody, or nearly, is gone."""
    kept = {row["user_id"] for row in look.users[: rng.choice([0, 0, 1])]}
    look.users = [row for row in look.users if row["user_id"] in kept]
    look.assignments = [row for row in look.assignments if row["user_id"] in kept]
