"""The same three steps at one size: their medians in one process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import house
import steps
from sizes import Size

STEPS = ("day into history", "rebuild", "month's billing")


def grown(root: Path, size: Size, times: int) -> dict[str, Any]:
    """Seconds of each step, after one that is not counted."""
    data = house.after(root, size.looks)
    truths = house.open_truths(root, size, data)
    with house.opened(data) as warehouse:
        found = {
            STEPS[0]: _seconds(times, lambda: sum(steps.replay_day(warehouse)[0].values())),
            STEPS[1]: _seconds(times, lambda: sum(steps.replay_all(warehouse).values())),
            STEPS[2]: _seconds(times, lambda: steps.bill(warehouse, size, truths)),
        }
        lines = warehouse.rows("select count(*) from billing.charges")[0][0]
    return {"seconds": found, "lines": lines, "peak": steps.peak_bytes()}


def _seconds(times: int, step: Callable[[], float]) -> float:
    step()
    return median(step() for _ in range(times))
