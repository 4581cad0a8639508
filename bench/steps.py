"""Ours against floors: each step and its floor in turn in one process, as often as asked."""

from __future__ import annotations

import resource
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import floors
import house
from house import Timed
from sizes import EARLY, Size

from sql import query, refresh, stages

# What a line is made of: an amount, whose it is and where it stands, and a name.
LINES = ("amounts", "charged", "line_names")


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


def one_day(root: Path, size: Size, times: int) -> dict[str, Any]:
    """The last look into the history of all, and the fifth into that of five."""
    joined = Measured("one day into history / full outer join", 2.5)
    whole = Measured("  the same with looks, SKUs and commit", 0)
    growth = Measured(f"day {size.looks} / day {EARLY}", 1.2)
    with ExitStack() as stack:
        late = stack.enter_context(house.opened(house.after(root, size.looks)))
        replay_day(late)
        peak = peak_bytes()
        early = stack.enter_context(house.opened(house.after(root, EARLY)))
        for _ in range(times):
            before, _ = replay_day(early)
            after, everything = replay_day(late)
            floor = sum(
                seconds(late, floors.DAY[table], {"day": size.last_day}) for table in floors.DAY
            )
            joined.add(sum(after.values()), floor, after)
            whole.add(everything, floor)
            growth.add(sum(after.values()), sum(before.values()))
    return result([joined, whole, growth], peak)


def replay_day(warehouse: Timed) -> tuple[dict[str, float], float]:
    """Seconds of assignments and of users, and of the whole replay with its commit."""
    house.forget_last_look(warehouse)
    begun = time.perf_counter()
    refresh.replay(warehouse)
    whole = time.perf_counter() - begun
    return {table: warehouse.seconds[f"history.{table}"] for table in floors.DAY}, whole


def all_days(root: Path, size: Size, times: int) -> dict[str, Any]:
    """History dropped and replayed from the first day."""
    rebuilt = Measured(f"{size.looks} days into history / min, max, count", 2)
    with house.opened(house.after(root, size.looks)) as warehouse:
        replay_all(warehouse)
        peak = peak_bytes()
        for _ in range(times):
            floor = sum(seconds(warehouse, floors.ALL_DAYS[table], {}) for table in floors.DAY)
            parts = replay_all(warehouse)
            rebuilt.add(sum(parts.values()), floor, parts)
    return result([rebuilt], peak)


def replay_all(warehouse: Timed) -> dict[str, float]:
    """Seconds of assignments and of users, replayed from the first look."""
    for table in house.SPANS[:-1]:
        warehouse.execute(f"drop table history.{table}")
    warehouse.execute("delete from history.looks")
    warehouse.execute("checkpoint")
    refresh.replay(warehouse)
    return {table: warehouse.seconds[f"history.{table}"] for table in floors.DAY}


def billing(root: Path, size: Size, times: int) -> dict[str, Any]:
    """A period billed for the first time."""
    lines = Measured("a period's days and lines / days of overlap", 8)
    billed = Measured("  the same with all that is billed", 0)
    prepared = Measured("  that, columns of the floor put ready", 0)
    data = house.after(root, size.looks)
    truths = house.open_truths(root, size, data)
    with house.opened(data) as warehouse:
        bill(warehouse, size, truths)
        peak = peak_bytes()
        warehouse.execute(floors.PREPARED)
        bounds = {"period_start": size.period_start, "period_end": size.period_end}
        for _ in range(times):
            floor = seconds(warehouse, floors.PERIOD, bounds)
            ready = seconds(warehouse, floors.PERIOD_PREPARED, bounds)
            lines.add(bill_lines(warehouse, size, truths), floor)
            took = bill(warehouse, size, truths)
            billed.add(took, floor, dict(warehouse.seconds))
            prepared.add(took, ready)
    return result([lines, billed, prepared], peak)


def bill(warehouse: Timed, size: Size, truths: stages.Truths) -> float:
    """Seconds of the period billed as if for the first time."""
    begun = _unbilled(warehouse)
    stages.billing(warehouse, truths, periods=[size.period], customer_id=None)
    return time.perf_counter() - begun


def bill_lines(warehouse: Timed, size: Size, truths: stages.Truths) -> float:
    """The same of its lines and of what they are made of, and no more."""
    begun = _unbilled(warehouse)
    stages.billing(warehouse, truths, periods=[size.period], customer_id=None, tables=LINES)
    return time.perf_counter() - begun


def _unbilled(warehouse: Timed) -> float:
    """Takes out what was billed; the moment from which on seconds are counted."""
    for made in (query.load("billing", name) for name in stages.BILLING):
        if made.contract.write not in ("view", "scratch"):
            warehouse.execute(f"delete from {made.table}")
    warehouse.execute("checkpoint")
    warehouse.seconds.clear()
    return time.perf_counter()


def seconds(warehouse: Timed, statement: str, given: dict[str, Any]) -> float:
    begun = time.perf_counter()
    warehouse.rows(statement, given)
    return time.perf_counter() - begun
