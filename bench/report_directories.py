"""The part of bench/RESULTS.md about live directories."""

from __future__ import annotations

from statistics import median
from typing import Any

from ratios import fenced, filled, middle
from sizes import Plan

TARGET = 1.3


def beside_ldap3(_: Plan, found: dict[str, Any]) -> list[str]:
    said = found["active_directory"]
    if "absent" in said:
        return [f"Not measured: {said['absent']}."]
    runs = said["runs"]
    how = (
        "One look at a Samba domain controller on this machine: 2,000 users, a dozen groups, one "
        "of 1,600 members. Bare: a paged search with ldap3 of the same attributes of the same "
        "entries, over TLS, without schema, each entry dropped. Ours makes rows of them and "
        "closes nested groups. Each in a process of its own, its second look counted. Most of "
        "the clock is the controller's."
    )
    lines = [f"{'':22}{'clock, s':20}{'CPU, s':20}{'peak':>9}"]
    for name, figures in runs.items():
        columns = [middle([one[key] for one in figures]) for key in ("wall", "cpu")]
        peak = median(one["peak"] for one in figures) / 1e9
        lines.append(f"{name:22}{columns[0]:20}{columns[1]:20}{peak:6.2f} GB")
    ratios = {key: _ratios(runs, key) for key in ("wall", "cpu")}
    missed = "".join(", missed" for ratio in ratios.values() if median(ratio) > TARGET)
    columns = [middle(ratio) for ratio in ratios.values()]
    lines += ["", f"{'ours / bare':22}{columns[0]:20}{columns[1]:20}<= {TARGET}{missed}"]
    return [filled(how), fenced(lines)]


def _ratios(runs: dict[str, Any], key: str) -> list[float]:
    return [a[key] / b[key] for a, b in zip(runs["ours"], runs["bare"], strict=True)]
