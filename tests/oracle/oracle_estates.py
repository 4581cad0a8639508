"""Writes small random estates with their batches and decisions: valid, and as awkward as life."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from oracle_days import watch
from oracle_estate import Estate, Span, load_estate, nth_day
from oracle_files import LookRows, write_batch, write_estate_tables, write_settings
from oracle_looks import Event, History, apply_event
from oracle_random_looks import (
    Directory,
    chance,
    drop_most,
    look_at,
    random_directory,
    random_moments,
)
from oracle_random_people import add_exclusions, add_payers, add_people
from oracle_random_tables import (
    Draft,
    add_adjustments,
    add_customers,
    add_prices,
    add_products,
    add_quantities,
)

MONTHS = [(2024, 2), (2025, 1), (2025, 3), (2025, 9), (2025, 12), (2023, 2), (2025, 10)]


@dataclass(frozen=True, slots=True)
class Story:
    """An estate folder, what happened in order, and which periods are worth billing."""

    estate_dir: Path
    events: list[Event]
    periods: list[str]
    today: date


@dataclass(slots=True)
class Teller:
    """Plays events while they are made up, so that only what is held gets released."""

    rng: Random
    root: Path
    estate: Estate
    history: History = field(default_factory=History)
    events: list[Event] = field(default_factory=list)

    def tell(self, *event: Any) -> None:
        self.events.append(event)
        apply_event(self.history, event, self.estate.removal_guard)


def write_estate(
    rng: Random,
    root: Path,
    *,
    is_nasty: bool = False,
    customers: int = 4,
    directories: int = 5,
    users: int = 12,
) -> Story:
    """Write `root`/estate and `root`/batches.

    The counts are the most there may be (users per directory, at most 13). A nasty estate may keep
    missing days, held looks, SKUs and prices that nobody mapped, and directories never observed.
    """
    year, month = rng.choice(MONTHS)
    first = date(year, month, 1)
    end = nth_day(*_after(*_after(year, month)), 1)
    span = Span(first - timedelta(days=rng.randint(0, 10)), end)
    draft = Draft(rng, span, is_nasty)
    add_customers(draft, rng.randint(1, customers))
    homes = _add_directories(draft, rng.randint(1, directories), users)
    _add_rest(draft, homes)
    guard = rng.choice(["0.30", "0.50", "0.25"] if is_nasty else ["0.50", "0.60"])
    gap_days = rng.choice([2, 3, 7])
    estate_dir = root / "estate"
    write_settings(estate_dir, gap_days, guard)
    write_estate_tables(estate_dir, draft.tables)
    (estate_dir / "recorded").mkdir()
    today = end + timedelta(days=rng.randint(0, 4))
    teller = Teller(rng, root, load_estate(estate_dir))
    _tell_story(teller, _random_looks(draft, homes, gap_days), today, is_nasty)
    before = first - timedelta(days=1)
    months = [(before.year, before.month), (year, month), _after(year, month)]
    periods = [f"{y}-{m:02}" for y, m in months]
    return Story(estate_dir, teller.events, periods[rng.choice([0, 1, 1, 1]) :], today)


def _after(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _add_directories(draft: Draft, count: int, users: int) -> list[Directory]:
    rng, homes, rows = draft.rng, [], []
    for number in range(count):
        customer = rng.choice(draft.tables["customers"])
        zone = ZoneInfo(customer["time_zone"] or "Europe/Berlin")
        window = draft.validity(0.1)
        rows.append(
            {
                "directory_id": f"d{number + 1}",
                "customer_id": customer["customer_id"],
                "kind": "recorded",
                "locator": "recorded",
                "observed_from": window["valid_from"],
                "observed_to": window["valid_to"],
            }
        )
        size = rng.randint(3, users)
        options: dict[str, Any] = {"users": size, "is_nasty": draft.is_nasty}
        homes.append(random_directory(rng, f"d{number + 1}", zone, draft.span, **options))
    draft.tables["directories"] = rows
    _link_accounts(rng, homes, draft.is_nasty)
    return homes


def _link_accounts(rng: Random, homes: list[Directory], is_nasty: bool) -> None:
    """Give some accounts of different directories one immutable_id, unique in each directory."""
    for number in range(rng.choice([0, 2, 4])):
        for home in homes:
            user = rng.choice(home.users)
            if chance(rng, 0.7) and not user.states[-1][1].get("immutable_id"):
                keeps = 1 if is_nasty and chance(rng, 0.2) else len(user.states)
                user.states = [
                    (at, {**state, "immutable_id": f"Im{number}="} if n < keeps else state)
                    for n, (at, state) in enumerate(user.states)
                ]


def _add_rest(draft: Draft, homes: list[Directory]) -> None:
    add_products(draft)
    add_prices(draft)
    add_exclusions(draft, homes)
    add_payers(draft, homes)
    add_people(draft, homes)
    add_quantities(draft)
    add_adjustments(draft)


def _random_looks(draft: Draft, homes: list[Directory], gap_days: int) -> list[LookRows]:
    rng, looks = draft.rng, []
    for home in homes:
        if draft.is_nasty and chance(rng, 0.05):
            continue
        days = draft.span.days()
        days = days[rng.randint(1, 20) :] if chance(rng, 0.15) else days
        gap = gap_days + rng.randint(1, 5) if chance(rng, 0.3) else 0
        missed = rng.choice([0.0, 0.05, 0.15, 0.3 if gap_days == 7 else 0.1])
        moments = random_moments(rng, days, missed=missed, gap=gap, zone=home.zone)
        seen = [look_at(rng, home, local) for local in moments]
        if chance(rng, 0.3):
            for look in rng.sample(seen, rng.randint(1, 3)):
                drop_most(rng, look)
        looks += seen
    return sorted(looks, key=lambda look: look.observed_at)


def _tell_story(teller: Teller, looks: list[LookRows], today: date, is_nasty: bool) -> None:
    rng = teller.rng
    batches = [batch for batch in _split(rng, looks, is_nasty) if batch]
    folders = []
    for number, batch in enumerate(batches):
        _repeat(rng, batch)
        folders.append(write_batch(teller.root / "batches" / f"b{number}", batch))
    while folders:
        count = rng.choice([1, 1, 2])
        paths, folders = folders[:count], folders[count:]
        teller.tell("import", [str(path) for path in paths])
        if chance(rng, 0.15):
            teller.tell("import", [str(paths[0])])
        if chance(rng, 0.3):
            _release_held(teller, 0.7)
        if is_nasty and chance(rng, 0.1):
            _cover_missing(teller, today, 0.5)
    _release_held(teller, 0.7 if is_nasty else 1.0)
    _cover_missing(teller, today, 0.6 if is_nasty else 1.0)


def _split(rng: Random, looks: list[LookRows], is_nasty: bool) -> list[list[LookRows]]:
    """Batches by time, and one with what turned up late; a nasty story lands in any order."""
    is_late = [chance(rng, 0.08) for _ in looks]
    late = [look for look, turns_up in zip(looks, is_late, strict=True) if turns_up]
    early = [look for look, turns_up in zip(looks, is_late, strict=True) if not turns_up]
    cuts = sorted(rng.randrange(len(early) + 1) for _ in range(rng.randint(0, 4)))
    batches = [early[a:b] for a, b in zip([0, *cuts], [*cuts, len(early)], strict=True)]
    if is_nasty and chance(rng, 0.3):
        rng.shuffle(batches)
    return [*batches, late]


def _repeat(rng: Random, batch: list[LookRows]) -> None:
    """Write some looks that show what the one before them did as repetitions of it."""
    before: dict[str, LookRows] = {}
    for look in batch:
        last = before.get(look.directory_id)
        is_same = last and (last.users, last.assignments) == (look.users, look.assignments)
        if last and is_same and not look.subscriptions and chance(rng, 0.4):
            look.same_as = last.observed_at
        before[look.directory_id] = look


def _release_held(teller: Teller, probability: float) -> None:
    rng = teller.rng
    for directory_id in teller.estate.directories:
        for look in teller.history.held(directory_id):
            key = (directory_id, look.observed_at)
            if teller.history.status[key] == "held" and chance(rng, probability):
                teller.tell("release", *key, rng.choice(["accept", "discard", "discard"]))


def _cover_missing(teller: Teller, today: date, probability: float) -> None:
    """Decide runs of missing days; now and then also days that would have been carried."""
    rng, estate = teller.rng, teller.estate
    for directory_id in estate.directories:
        shown = watch(estate, teller.history, directory_id, today)
        for run in _runs(shown.missing):
            if chance(rng, probability):
                teller.tell("cover", directory_id, run.start, run.end, _decision(rng))
        carried = {day for day, status in shown.status.items() if status == "carried"}
        for run in _runs(carried):
            if chance(rng, 0.05):
                teller.tell("cover", directory_id, run.start, run.end, _decision(rng))


def _decision(rng: Random) -> str:
    return rng.choice(["carry", "carry", "empty"])


def _runs(days: set[date]) -> list[Span]:
    one = timedelta(days=1)
    starts = sorted(day for day in days if day - one not in days)
    ends = sorted(day + one for day in days if day + one not in days)
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]
