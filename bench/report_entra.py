"""The part of bench/RESULTS.md about looks at Entra."""

from __future__ import annotations

from statistics import median
from typing import Any

from entra import BARE, OURS
from ratios import fenced, filled, middle, spread
from sizes import Plan

Runs = list[dict[str, Any]]
TARGET = 0.7
MOST_MEMORY = 1e9


def looks(_: Plan, found: dict[str, Any]) -> list[str]:
    """Users per CPU second of ours and of a bare reading, and what a large tenant takes."""
    cases, large = found["entra"]["cases"], found["entra"]["large"]
    how = (
        "Tenants of the emulator that the tests use, over TLS: a token, what was bought, pages of "
        "999 users, the count. Four of five users hold a SKU of 45 plans. Beside it "
        "`bench/peers/httpx/read.py` asks for the same with one client and does nothing with the "
        "answers; ours goes through azure-identity and the SDK's middleware, checks, and makes "
        "rows. Sixteen tenants at once; CPU after a first tenant, so imports are not in it "
        "(process: with them)."
    )
    lines = [f"{'users per CPU second':24}{OURS:>12}{BARE:>18}{'ratio':>9}  {'spread':14}target"]
    for name, runs in cases.items():
        speeds = {key: [_speed(one) for one in runs[key]] for key in (OURS, BARE)}
        ratios = [a / b for a, b in zip(speeds[OURS], speeds[BARE], strict=True)]
        missed = ", missed" if median(ratios) < TARGET else ""
        fast, bare = (f"{median(speeds[key]):,.0f}" for key in (OURS, BARE))
        ratio, between = f"{median(ratios):.2f}", spread(ratios)
        lines += [f"{name:24}{fast:>12}{bare:>18}{ratio:>9}  {between:14}>= {TARGET}{missed}"]
    lines += ["", f"{'process, CPU s':24}{OURS:20}{BARE}"]
    for name, runs in cases.items():
        columns = [middle([one["cpu"] for one in runs[key]]) for key in (OURS, BARE)]
        lines.append(f"{name:24}{columns[0]:20}{columns[1]}")
    missed = ", missed" if large["peak"] > MOST_MEMORY else ""
    peak = f"{large['peak'] / 1e9:.2f} GB at most held (<= {MOST_MEMORY / 1e9:.0f} GB{missed})"
    lines += ["", f"{large['name']}: {peak}, {large['seconds']:.0f} CPU s"]
    return [filled(how), fenced(lines)]


def _speed(run: dict[str, Any]) -> float:
    speed: float = run["users"] / run["seconds"]
    return speed
