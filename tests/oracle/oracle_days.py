"""Rule 1: what a directory shows on each of its days, written out day by day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from oracle_estate import Estate, Row, Span
from oracle_looks import History, Look, moment

UserSku = tuple[str, str]
ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class DirectoryDays:
    """A directory from its first accepted day up to and with today; every dict is by day.

    Carried, missing and held days show the last observed day; a day covered as empty shows nobody.
    What is billed ahead asks for days after today too: they show the last observed day and have
    no status.
    """

    directory_id: str
    days: list[date] = field(default_factory=list)
    status: dict[date, str] = field(default_factory=dict)
    missing: set[date] = field(default_factory=set)
    held_looks: set[date] = field(default_factory=set)
    present: dict[date, set[str]] = field(default_factory=dict)
    holds: dict[date, set[UserSku]] = field(default_factory=dict)
    begun: dict[date, set[UserSku]] = field(default_factory=dict)
    purchased: dict[date, dict[str, int]] = field(default_factory=dict)
    _attributes: dict[date, dict[str, Row]] = field(default_factory=dict)
    _first_attributes: dict[str, Row] = field(default_factory=dict)
    _parts: dict[date, dict[str, str]] = field(default_factory=dict)
    _first_parts: dict[str, str] = field(default_factory=dict)

    def first_day(self) -> date | None:
        return self.days[0] if self.days else None

    def users(self) -> list[str]:
        """Every user that an accepted look ever showed."""
        return sorted(self._first_attributes)

    def attributes(self, user_id: str, day: date) -> Row:
        return self._attributes[day].get(user_id) or self._first_attributes[user_id]

    def latest_attributes(self, user_id: str) -> Row:
        return self.attributes(user_id, self.days[-1])

    def part_number(self, sku_id: str, day: date) -> str:
        return self._parts[day].get(sku_id) or self._first_parts.get(sku_id, "")

    def product(self, estate: Estate, sku_id: str, day: date) -> str | None:
        """The product a SKU is mapped to; blank: known and not billed; None: unknown."""
        part_number = self.part_number(sku_id, day).lower()
        return estate.skus.get(sku_id.lower(), estate.skus.get(part_number))


def watch(
    estate: Estate,
    history: History,
    directory_id: str,
    today: date,
    until: date = date.min,
) -> DirectoryDays:
    """Write out the days of one directory, up to and with today or, where later, before `until`."""
    zone = estate.zone(estate.customer_of(directory_id))
    looks: dict[date, list[Look]] = {}
    for look in history.accepted(directory_id):
        if _local(look, zone) <= today:
            looks.setdefault(_local(look, zone), []).append(look)
    observed = sorted(looks)
    shown = DirectoryDays(directory_id)
    if not observed:
        return shown
    shown.days = Span(observed[0], max(today + ONE_DAY, until)).days()
    shown.held_looks = {_local(look, zone) for look in history.held(directory_id)}
    covers = _covers(history, directory_id)
    there = [day for day in shown.days if day <= today]
    _judge_days(shown, there, set(observed), covers=covers, gap_days=estate.gap_days)
    _show_days(shown, looks)
    _add_evidence(shown, looks, observed, zone)
    _empty_days(shown, covers)
    return shown


def _local(look: Look, zone: ZoneInfo) -> date:
    return look.observed_at.astimezone(zone).date()


def _covers(history: History, directory_id: str) -> dict[date, str]:
    """What was decided for a day; the latest decision stands."""
    return {
        day: cover.kind
        for cover in history.covers
        if cover.directory_id == directory_id
        for day in cover.span.days()
    }


def _judge_days(
    shown: DirectoryDays,
    days: list[date],
    observed: set[date],
    *,
    covers: dict[date, str],
    gap_days: int,
) -> None:
    for day in days:
        last_observed = max(seen for seen in observed if seen <= day)
        is_past_gap = (day - last_observed).days > gap_days
        if day in observed:
            shown.status[day] = "observed"
        elif day in covers:
            shown.status[day] = "covered"
        elif day in shown.held_looks:
            shown.status[day] = "held"
        else:
            shown.status[day] = "missing" if is_past_gap else "carried"
        if shown.status[day] in ("held", "missing") and is_past_gap:
            shown.missing.add(day)


def _show_days(shown: DirectoryDays, looks: dict[date, list[Look]]) -> None:
    present: set[str] = set()
    holds: set[UserSku] = set()
    attributes: dict[str, Row] = {}
    parts: dict[str, str] = {}
    purchased: dict[str, int] = {}
    for day in shown.days:
        if day in looks:
            present = {user_id for look in looks[day] for user_id in look.users}
            holds = {pair for look in looks[day] for pair in look.pairs()}
        for look in looks.get(day, []):
            attributes.update(look.users)
            parts.update(_part_numbers(look))
            purchased = _purchased(look) or purchased
        shown._first_attributes = {**attributes, **shown._first_attributes}
        shown._first_parts = {**parts, **shown._first_parts}
        shown._attributes[day], shown._parts[day] = dict(attributes), dict(parts)
        shown.present[day], shown.holds[day] = set(present), set(holds)
        shown.purchased[day], shown.begun[day] = dict(purchased), set()


def _part_numbers(look: Look) -> dict[str, str]:
    rows = (*look.subscriptions, *look.assignments)
    return {row["sku_id"]: row["sku_part_number"] for row in rows if row["sku_part_number"]}


def _purchased(look: Look) -> dict[str, int]:
    units: dict[str, int] = {}
    for row in look.subscriptions:
        units[row["sku_id"]] = units.get(row["sku_id"], 0) + int(row["purchased"] or 0)
    return units


def _add_evidence(
    shown: DirectoryDays, looks: dict[date, list[Look]], observed: list[date], zone: ZoneInfo
) -> None:
    """Begin an assignment on the day it was given where nobody looked between a and b."""
    for a, b in pairwise(observed):
        before = {pair for look in looks[a] for pair in look.pairs()}
        for pair, dates in _assigned_days(looks[b], zone).items():
            between = [e for e in dates if a < e < b]
            if pair not in before and between:
                for day in Span(min(between), b).days():
                    shown.holds[day].add(pair)
                    shown.begun[day].add(pair)


def _assigned_days(looks: list[Look], zone: ZoneInfo) -> dict[UserSku, list[date]]:
    dates: dict[UserSku, list[date]] = {}
    for look in looks:
        for row in look.assignments:
            if row["assigned_at"]:
                day = moment(row["assigned_at"]).astimezone(zone).date()
                dates.setdefault((row["user_id"], row["sku_id"]), []).append(day)
    return dates


def _empty_days(shown: DirectoryDays, covers: dict[date, str]) -> None:
    for day in shown.status:
        if shown.status[day] == "covered" and covers[day] == "empty":
            shown.present[day], shown.holds[day], shown.purchased[day] = set(), set(), {}


def assignment_spans(shown: DirectoryDays) -> set[tuple[str, str, str, date, date | None, str]]:
    """The unbroken runs of days on which a user holds a SKU; open where the run reaches today.

    The evidence is `assigned_at` where the run's first day is held by that alone.
    """
    spans = set()
    for pair in {pair for pairs in shown.holds.values() for pair in pairs}:
        for day in shown.days:
            if pair in shown.holds[day] and pair not in shown.holds.get(day - ONE_DAY, set()):
                end = day
                while pair in shown.holds.get(end, set()):
                    end += ONE_DAY
                evidence = "assigned_at" if pair in shown.begun[day] else "observation"
                valid_to = None if end > shown.days[-1] else end
                spans.add((shown.directory_id, *pair, day, valid_to, evidence))
    return spans
