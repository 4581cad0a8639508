"""The part of bench/RESULTS.md about documents."""

from __future__ import annotations

from statistics import median
from typing import Any

from explained import TARGET
from papers import LARGE, LINES
from ratios import fenced, filled, middle
from sizes import Plan

TARGETS = {"html": 300, "ubl": 20, "pdf": 8}
TIMES_PEER = 5


def documents(_: Plan, found: dict[str, Any]) -> list[str]:
    said = found["documents"]
    runs: dict[str, list[float]] = said["rates"]
    lines = [f"{'documents per CPU second':28}{'':22}target"]
    for name, rates in runs.items():
        target = TARGETS.get(name)
        missed = ", missed" if target and median(rates) < target else ""
        aim = f">= {target}{missed}" if target else ""
        lines.append(f"{name:28}{middle(rates):22}{aim}".rstrip())
    lines += ["", *_beside(said["peer"], runs["pdf"]), ""]
    lines.append(f"{f'{LARGE:,} lines':28}{'CPU s':>8}{'peak':>12}{'size':>12}")
    for name, one in said["large"].items():
        sizes = f"{one['peak'] / 1e9:9.2f} GB{one['bytes'] / 1e6:9.1f} MB"
        lines.append(f"{name:28}{one['seconds']:8.1f}{sizes}")
    how = (
        f"Invoices of {LINES} people each, no two alike, in one process after one that is not "
        "counted. WeasyPrint sets the page that we write as HTML, in a process of its own. A "
        "document of many lines is written by a process of its own; as UBL it has a line a "
        "product and its people in an attached file."
    )
    return [filled(how), fenced(lines)]


def _beside(peer: list[float], ours: list[float]) -> list[str]:
    if not peer:
        return ["WeasyPrint: not measured (it needs pango of the system)"]
    ratios = [one / other for one, other in zip(ours, peer, strict=True)]
    missed = ", missed" if median(ratios) < TIMES_PEER else ""
    return [
        f"{'WeasyPrint':28}{middle(peer)}",
        f"{'pdf, times WeasyPrint':28}{middle(ratios):22}>= {TIMES_PEER}{missed}",
    ]


def explained(_: Plan, found: dict[str, Any]) -> list[str]:
    said = found["explain"]
    seconds: dict[str, list[float]] = said["seconds"]
    missed = ", missed" if median(seconds["line"]) > TARGET else ""
    lines = [f"{'seconds':42}{'':22}target"]
    for name, what in (
        ("line", "a line"),
        ("document", f"all {said['lines']:,} lines"),
        ("page", f"and their page, {said['bytes'] / 1e6:.0f} MB"),
    ):
        aim = f"< {TARGET:g}{missed}" if name == "line" else ""
        lines.append(f"{what:42}{middle(seconds[name]):22}{aim}".rstrip())
    how = (
        f"From the key or number of an invoice of {said['lines']:,} lines in `finance.duckdb` to "
        "its explanation, in one process after start-up; the file is opened anew each time."
    )
    return [filled(how), fenced(lines)]
