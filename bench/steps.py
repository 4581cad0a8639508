"""What is measured: each step and its floor in turn in one process, as many times as asked."""

from __future__ import annotations

import resource
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import days
import floors
import house
import terms
from house import Timed

from sql import query, refresh, stages

EARLY, LATE = 5, days.DAYS


@dataclass(slots=True)
class Measured:
    """Ratios of one step to its floor, run by run; seconds only to tell what they are made of."""

    name: str
    target: float
    ratios: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    parts: dict[str, list[float]] = field(default_factory=dict)

    def add(self, seconds: float, floor: float, parts: dict[str, float] | None = None) -> None:
        self.seconds.append(seconds)
        self.floors.append(floor)
        self.ratios.append(seconds / floor)
        for name, part in (parts or {}).items():
            self.parts.setdefault(name, []).append(part)


def result(measured: list[Measured], peak: int) -> dict[str, Any]:
    return {"measured": [asdict(m) for m in measured], "peak": peak}


def peak_bytes() -> int:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def one_day(root: Path, times: int) -> dict[str, Any]:
    """The last day into the history of 60 days, and the fifth into that of five."""
    joined = Measured("one day into history / full outer join", 2.5)
    whole = Measured("  the same with looks, SKUs and commit", 0)
    growth = Measured("day 60 / day 5", 1.2)
    with ExitStack() as stack:
        late = stack.enter_context(house.opened(root / f"after-{LATE}"))
        _replay_day(late)
        peak = peak_bytes()
        early = stack.enter_context(house.opened(root / f"after-{EARLY}"))
        for _ in range(times):
            before, _ = _replay_day(early)
            after, everything = _replay_day(late)
            floor = sum(_floor_day(late, table, LATE) for table in floors.DAY)
            joined.add(sum(after.values()), floor, after)
            whole.add(everything, floor)
            growth.add(sum(after.values()), sum(before.values()))
    return result([joined, whole, growth], peak)


def _replay_day(warehouse: Timed) -> tuple[dict[str, float], float]:
    """Seconds of assignments and of users, and of the whole replay with its commit."""
    for table in house.SPANS:
        warehouse.execute(f"create or replace table history.{table} as from before.{table}")
    warehouse.execute("checkpoint")
    begun = time.perf_counter()
    refresh.replay(warehouse)
    whole = time.perf_counter() - begun
    return {table: warehouse.seconds[f"history.{table}"] for table in floors.DAY}, whole


def _floor_day(warehouse: Timed, table: str, count: int) -> float:
    day = date.fromisoformat(days.FIRST_DAY) + timedelta(days=count - 1)
    return _seconds(warehouse, floors.DAY[table], {"day": day})


def all_days(root: Path, times: int) -> dict[str, Any]:
    """History dropped and replayed from the first day."""
    rebuilt = Measured("60 days into history / min, max, count", 2)
    with house.opened(root / f"after-{LATE}") as warehouse:
        _replay_all(warehouse)
        peak = peak_bytes()
        for _ in range(times):
            floor = sum(_seconds(warehouse, floors.ALL_DAYS[table], {}) for table in floors.DAY)
            parts = _replay_all(warehouse)
            rebuilt.add(sum(parts.values()), floor, parts)
    return result([rebuilt], peak)


def _replay_all(warehouse: Timed) -> dict[str, float]:
    for table in house.SPANS[:-1]:
        warehouse.execute(f"drop table history.{table}")
    warehouse.execute("delete from history.looks")
    warehouse.execute("checkpoint")
    refresh.replay(warehouse)
    return {table: warehouse.seconds[f"history.{table}"] for table in floors.DAY}


def billing(root: Path, times: int) -> dict[str, Any]:
    """A period billed for the first time."""
    billed = Measured("a period's billing / days of overlap", 8)
    data = root / f"after-{LATE}"
    truths = terms.truths(terms.write_estate(root / "estate"), data)
    with house.opened(data) as warehouse:
        _bill(warehouse, truths)
        peak = peak_bytes()
        warehouse.execute(floors.PREPARED)
        start = date.fromisoformat(f"{terms.PERIOD}-01")
        bounds = {"period_start": start, "period_end": (start + timedelta(days=31)).replace(day=1)}
        for _ in range(times):
            floor = _seconds(warehouse, floors.PERIOD, bounds)
            seconds = _bill(warehouse, truths)
            billed.add(seconds, floor, dict(warehouse.seconds))
    return result([billed], peak)


def _bill(warehouse: Timed, truths: stages.Truths) -> float:
    for name in stages.BILLING:
        warehouse.execute(f"delete from {query.load('billing', name).table}")
    warehouse.execute("checkpoint")
    warehouse.seconds.clear()
    begun = time.perf_counter()
    stages.billing(warehouse, truths, periods=[terms.PERIOD], customer_id=None)
    return time.perf_counter() - begun


def _seconds(warehouse: Timed, statement: str, given: dict[str, Any]) -> float:
    begun = time.perf_counter()
    warehouse.rows(statement, given)
    return time.perf_counter() - begun
