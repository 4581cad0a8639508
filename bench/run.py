"""Measures ours, floors and peers in turn on the same data, and writes bench/RESULTS.md.

What is made and what was measured stays in bench/.data, so that one section can be run again;
the results are written whole, from the latest figures of each section.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import making
import processes
import report
from processes import ProcessFailed
from sections import SECTIONS
from sizes import Plan, plan

HERE = Path(__file__).parent


def main() -> None:
    given = _arguments()
    planned = plan(is_quick=given.quick, is_large=given.large, times=given.times)
    kept = given.data / "results" / f"{planned.main.assignments}x{planned.main.looks}"
    kept.mkdir(parents=True, exist_ok=True)
    machine = processes.step("machine", given.data, planned.main).said
    if not given.sections:
        making.make(planned, given.data, given.peers)
    failed = [
        name
        for name in SECTIONS
        if name in (given.sections or SECTIONS)
        and not (given.resume and _is_done(kept / f"{name}.json", machine))
        and not _measured(name, planned, given, machine, kept)
    ]
    found = {name: _read(kept / f"{name}.json") for name in SECTIONS}
    text = report.text(planned, machine, found)
    print(text)
    (given.output or _place(given)).write_text(text + "\n")
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What it costs, and beside what.")
    add = parser.add_argument
    add("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; else all")
    add("--times", type=int, help="how often each step is repeated (5)")
    add("--quick", action="store_true", help="on little data, to see that it runs")
    add("--large", action="store_true", help="bring in ten million assignments, not three")
    add("--resume", action="store_true", help="keep what the same SQL was measured with")
    add("--data", type=Path, default=HERE / ".data", help="where what is made is kept")
    add("--peers", type=Path, default=HERE / ".peers", help="where peers are installed")
    add("--output", type=Path, help="the file of results (RESULTS.md; with --quick in --data)")
    given = parser.parse_args()
    if unknown := set(given.sections) - set(SECTIONS):
        parser.error(f"unknown section '{min(unknown)}' (use {', '.join(SECTIONS)})")
    given.data, given.peers = given.data.resolve(), given.peers.resolve()
    return given


def _place(given: argparse.Namespace) -> Path:
    folder: Path = given.data if given.quick else HERE
    return folder / "RESULTS.md"


def _is_done(path: Path, machine: dict[str, Any]) -> bool:
    kept = _read(path)
    return bool(kept.get("found")) and kept["made_by"] == machine["made_by"]


def _measured(
    name: str, planned: Plan, given: argparse.Namespace, machine: dict[str, Any], kept: Path
) -> bool:
    """Measures a section and keeps what it found, or that it failed; whether it did not."""
    print(f"{name}", file=sys.stderr, flush=True)
    begun = time.monotonic()
    result: dict[str, Any] = {"day": date.today().isoformat(), "made_by": machine["made_by"]}
    result["times"] = planned.times
    try:
        result["found"] = SECTIONS[name](planned, given.data, given.peers)
    except ProcessFailed as error:
        print(error, file=sys.stderr)
    print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    beside = kept / f"{name}.beside"
    beside.write_text(json.dumps(result))
    shutil.move(beside, kept / f"{name}.json")
    return "found" in result


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return read


if __name__ == "__main__":
    main()
