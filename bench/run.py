"""Measures history and billing against floors of the same process; writes bench/RESULTS.md.

Each step runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from textwrap import fill
from typing import Any

HERE = Path(__file__).parent
STEPS = ("one_day", "all_days", "billing")
LARGE = ("intake_csv", "intake_parquet")


def main() -> None:
    given = _arguments()
    if given.step:
        print(json.dumps(_step(given.step)(given.data, given.times)))
        return
    _child("prepare", given)
    found = {name: _child(name, given) for name in STEPS}
    if given.large:
        _child("write_batches", given)
        found |= {name: _child(name, given) for name in LARGE}
    text = _report(found, given.times)
    print(text)
    (HERE / "RESULTS.md").write_text(text + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What is measured, and against what.")
    parser.add_argument("--times", type=int, default=7, help="how often each step is repeated")
    parser.add_argument("--large", action="store_true", help="bring in ten million assignments")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="where the days are kept")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    return parser.parse_args()


def _child(name: str, given: argparse.Namespace) -> dict[str, Any]:
    """What a step says of itself, from a process of its own."""
    print(f"… {name}", file=sys.stderr, flush=True)
    arguments = ["--step", name, "--times", str(given.times), "--data", str(given.data)]
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _step(name: str) -> Callable[[Path, int], dict[str, Any]]:
    import large
    import steps

    return {
        "prepare": _prepare,
        "write_batches": _write_batches,
        "one_day": steps.one_day,
        "all_days": steps.all_days,
        "billing": steps.billing,
        "intake_csv": large.intake_csv,
        "intake_parquet": large.intake_parquet,
    }[name]


def _prepare(root: Path, _: int) -> dict[str, Any]:
    import days
    import house
    import steps

    days.make(root / "days.duckdb")
    for count in (steps.EARLY, steps.LATE):
        house.prepare(root, count)
    return {}


def _write_batches(root: Path, _: int) -> dict[str, Any]:
    import large

    for kind in ("csv", "parquet"):
        large.write_batch(root, kind)
    return {}


def _report(found: dict[str, dict[str, Any]], times: int) -> str:
    intro = (
        f"{date.today().isoformat()}, {os.cpu_count()} cores shared with other work. 300,000 "
        "assignments of 200,000 users in 500 directories, 60 days, 0.3 % of assignments "
        "changing a day. Each step and its floor in turn in one process, "
        f"{times} times: median of the ratios, in brackets the least and the greatest. A floor "
        "is one statement over the same rows that writes nothing (`bench/floors.py`)."
    )
    title = "# What it costs, as ratios to floors"
    return "\n\n".join([title, fill(intro, 80), _table(found), _parts(found), _peaks(found)])


def _table(found: dict[str, dict[str, Any]]) -> str:
    lines = [f"{'ratio of':42}{'median':>7}  {'spread':16}target"]
    for name in STEPS:
        for m in found[name]["measured"]:
            ratio, spread = median(m["ratios"]), f"({min(m['ratios']):.2f}–{max(m['ratios']):.2f})"
            target = f"<= {m['target']}" if m["target"] else ""
            missed = ", missed" if m["target"] and ratio > m["target"] else ""
            lines.append(f"{m['name']:42}{ratio:7.2f}  {spread:16}{target}{missed}".rstrip())
    return _fenced(lines)


def _parts(found: dict[str, dict[str, Any]]) -> str:
    billed = found["billing"]["measured"][0]
    whole = sum(median(part) for part in billed["parts"].values())
    floor = median(billed["floors"])
    lines = [f"{'billing by table':36}{'share':>8}{'floors':>10}"]
    for name, seconds in sorted(billed["parts"].items(), key=lambda p: -median(p[1])):
        if median(seconds) >= 0.005 * whole:
            share, floors = 100 * median(seconds) / whole, median(seconds) / floor
            lines.append(f"    {name:32}{share:6.1f} %{floors:10.1f}")
    return _fenced(lines)


def _peaks(found: dict[str, dict[str, Any]]) -> str:
    lines = ["peak of memory of the step's process (the warehouse may take 2.5 GB)"]
    lines += [f"    {name:32}{said['peak'] / 1e9:6.2f} GB" for name, said in found.items()]
    for name in LARGE:
        if name in found:
            said = found[name]
            steps = ", ".join(f"{k} {v:.0f} s" for k, v in said["seconds"].items())
            lines.append(f"{name}: {said['rows']:,} assignments, {said['bytes'] / 1e9:.1f} GB")
            lines.append(f"    {steps}")
    return _fenced(lines)


def _fenced(lines: list[str]) -> str:
    return "\n".join(["```", *lines, "```"])


if __name__ == "__main__":
    main()
