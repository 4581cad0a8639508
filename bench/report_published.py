"""The part of bench/RESULTS.md about finance.duckdb."""

from __future__ import annotations

from statistics import median
from typing import Any

from published import STEPS
from ratios import fenced, filled, middle
from sizes import Plan

ANEW, LOOK, BILL, COPY = STEPS


def published(plan: Plan, found: dict[str, Any]) -> list[str]:
    """CPU seconds of each step with one month and with twelve, and what they are times others."""
    one, twelve = (found["publish"][name] for name in ("one_month", "twelve_months"))
    lines = [f"{'CPU seconds':24}{'one month':22}{'twelve months':22}times"]
    for name in STEPS:
        ratio = median(twelve["cpu"][name]) / median(one["cpu"][name])
        lines.append(
            f"{name:24}{middle(one['cpu'][name]):22}{middle(twelve['cpu'][name]):22}{ratio:5.2f}"
        )
    lines += ["", f"{'in the twelfth month':24}{'/ everything anew':22}{'/ a plain copy':22}"]
    for name in (LOOK, BILL):
        parts = (f"{middle(_ratios(twelve, name, other)):22}" for other in (ANEW, COPY))
        lines.append(f"{name:24}{''.join(parts)}".rstrip())
    how = (
        f"The file of {plan.year.customers:,} customers with {one['lines']:,} lines in one month "
        f"({one['bytes'] / 1e6:.0f} MB) and {twelve['lines']:,} in twelve "
        f"({twelve['bytes'] / 1e6:.0f} MB). A day changes 0.3 % of assignments; the month is "
        "billed again, all of it. What changed is written into a copy of the file, which is then "
        "made durable and put in place; the plain copy is made durable too. CPU of all cores."
    )
    return [filled(how), fenced([line.rstrip() for line in lines])]


def _ratios(said: dict[str, Any], name: str, other: str) -> list[float]:
    pairs = zip(said["cpu"][name], said["cpu"][other], strict=True)
    return [ours / theirs for ours, theirs in pairs]
