"""finance.duckdb after a day and after a bill, with one month in it and with twelve."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import house
import settled
from house import Timed
from sizes import EARLY, Size
from steps import replay_day

from sql import durable, publish, query, stages

FILE = "finance.duckdb"
STEPS = ("everything anew", "after a day's look", "after a month's bill", "a plain copy")
Step = Callable[[], object]
Figures = dict[str, list[float]]


def one_month(root: Path, size: Size, times: int) -> dict[str, Any]:
    """The first month, drafted, with the looks of that month."""
    return _measured(root, size, house.after(root, EARLY), settled.MONTHS[:1], times)


def twelve_months(root: Path, size: Size, times: int) -> dict[str, Any]:
    """Eleven issued months and one that is drafted, with the looks of the year."""
    return _measured(root, size, house.after(root, size.looks), settled.MONTHS, times)


def _measured(root: Path, size: Size, data: Path, months: list[str], times: int) -> dict[str, Any]:
    """CPU seconds and seconds on the clock of each step, run by run, after one not counted."""
    truths = house.open_truths(root, size, data)
    cpu: Figures = {name: [] for name in STEPS}
    clock: Figures = {name: [] for name in STEPS}
    with house.opened(data) as warehouse:
        settled.settle(warehouse, truths, months[:-1])
        for place in range(times + 1):
            for name, (before, step) in _steps(warehouse, truths, months[-1]).items():
                before()
                used, took = _timed(step)
                if place:
                    cpu[name].append(used)
                    clock[name].append(took)
        counted = publish.write(warehouse, truths, data / FILE)
    size_ = (data / FILE).stat().st_size
    return {"cpu": cpu, "clock": clock, "lines": counted["lines"], "bytes": size_}


def _steps(warehouse: Timed, truths: stages.Truths, month: str) -> dict[str, tuple[Step, Step]]:
    """What happens before each step, which is not timed, and the step."""
    path, copied = warehouse.data / FILE, warehouse.data / f"{FILE}.copied"

    def look() -> None:
        replay_day(warehouse)
        for table in stages.HISTORY:
            warehouse.build(query.load("history", table), {"now": truths.now})

    def bill() -> None:
        stages.billing(warehouse, truths, periods=[month], customer_id=None)

    def copy() -> None:
        durable.copy(path, copied.with_suffix(".beside"))
        durable.put(copied.with_suffix(".beside"), copied)

    def write(*, is_anew: bool = False) -> Step:
        return lambda: publish.write(warehouse, truths, path, is_anew=is_anew)

    # Everything is written anew first, so that what is published next is what changed since.
    done = (bill, write(is_anew=True)), (look, write()), (bill, write()), (int, copy)
    return dict(zip(STEPS, done, strict=True))


def _timed(step: Step) -> tuple[float, float]:
    """Seconds of all cores, and on the clock."""
    before, begun = _cpu(), time.perf_counter()
    step()
    return _cpu() - before, time.perf_counter() - begun


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
