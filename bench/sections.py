"""The parts of the bench that can be asked for, each in processes of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from ctypes.util import find_library
from pathlib import Path
from typing import Any

import entra
import environments
import peers
import processes
from processes import Ended
from sizes import Plan

Section = Callable[[Plan, Path, Path], dict[str, Any]]
PANDAS = ("float", "exact")


def history(plan: Plan, data: Path, _: Path) -> dict[str, Any]:
    """A day and all days into history, against floors."""
    processes.step("prepare", data, plan.main)
    return {
        name: processes.step(name, data, plan.main, times).said
        for name, times in (("one_day", plan.times), ("all_days", plan.few))
    }


def billing(plan: Plan, data: Path, _: Path) -> dict[str, Any]:
    """A month's billing, against a floor."""
    processes.step("prepare", data, plan.main)
    return processes.step("billing", data, plan.main, plan.many).said


def ledger(plan: Plan, data: Path, _: Path) -> dict[str, Any]:
    """Issued months corrected after late looks, against a floor."""
    processes.step("prepare", data, plan.year)
    return processes.step("correct", data, plan.year, plan.times).said


def publish(plan: Plan, data: Path, _: Path) -> dict[str, Any]:
    """What changed, into a file of one month and of twelve; beside everything anew and a copy."""
    processes.step("prepare", data, plan.year)
    return {
        name: processes.step(name, data, plan.year, plan.few).said
        for name in ("one_month", "twelve_months")
    }


def pandas(plan: Plan, data: Path, _home: Path) -> dict[str, Any]:
    """A month's proration by us and by a script, in turn; the exact script gives our cents."""
    for name in ("prepare", "proration.export"):
        processes.step(name, data, plan.main)
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ("ours", *PANDAS)}
    for _ in range(plan.few):
        ended = processes.step("proration.month", data, plan.main)
        runs["ours"].append({**_figures(ended), "to_lines": ended.said["to_lines"]})
        for kind in PANDAS:
            runs[kind].append(_figures(_script(plan, data, kind)))
    compared = {
        kind: processes.step(f"proration.compare_{kind}", data, plan.main).said for kind in PANDAS
    }
    return {"runs": runs, "compared": compared}


def _script(plan: Plan, data: Path, kind: str) -> Ended:
    root, size = plan.main.folder(data), plan.main
    script = environments.PEERS / "pandas" / "month.py"
    bounds = [str(size.period_start), str(size.period_end)]
    lines = root / f"lines-{kind}.parquet"
    return processes.run([sys.executable, script, kind, root / "estate", *bounds, lines])


def _figures(ended: Ended) -> dict[str, Any]:
    said = {key: value for key, value in ended.said.items() if key == "seconds"}
    return {"cpu": ended.cpu, "wall": ended.wall, "peak": ended.peak, **said}


def growth(plan: Plan, data: Path, _: Path) -> dict[str, Any]:
    """The same steps at sizes that grow."""
    found = {}
    for size in plan.growth:
        processes.step("prepare", data, size, size.looks)
        found[size.assignments] = processes.step("grown", data, size, plan.few).said
    return {"sizes": found}


def memory(plan: Plan, data: Path, _: Path) -> dict[str, Any]:
    """Batches on their way in; the peaks of the other steps stand in their own sections."""
    processes.step("prepare", data, plan.main)
    processes.step("write_batches", data, plan.main, plan.intake_looks)
    return {
        name: processes.step(name, data, plan.main, plan.intake_looks).said
        for name in ("intake_csv", "intake_parquet")
    }


def active_directory(plan: Plan, data: Path, _: Path) -> dict[str, Any]:
    """Looks at a domain controller by us and by a bare search, in turn."""
    return processes.step("domain.looks", data, plan.main, plan.times).said


def explain(plan: Plan, data: Path, _: Path) -> dict[str, Any]:
    """A line of a large invoice explained, and the whole of it."""
    return processes.step("explained.line", data, plan.main, plan.few).said


def documents(plan: Plan, data: Path, home: Path) -> dict[str, Any]:
    """Documents per CPU second by format, beside WeasyPrint in turn; large ones alone."""
    rates: dict[str, list[float]] = {}
    peer: list[float] = []
    programs = environments.made(home, "weasyprint") if find_library("pango-1.0") else None
    for _ in range(plan.few):
        for name, rate in processes.step("papers.rates", data, plan.main).said["rates"].items():
            rates.setdefault(name, []).append(rate)
        if programs:
            script = environments.PEERS / "weasyprint" / "pages.py"
            pages = plan.main.folder(data) / "papers"
            peer.append(processes.run([programs / "python", script, pages]).said["rate"])
    large = {}
    for name in ("html", "xlsx", "ubl", "pdf"):
        ended = processes.step(f"papers.large_{name}", data, plan.main)
        large[name] = {"peak": ended.peak, **ended.said}
    return {"rates": rates, "peer": peer, "large": large}


SECTIONS: dict[str, Section] = {
    "history": history,
    "billing": billing,
    "ledger": ledger,
    "publish": publish,
    "peers": peers.measured,
    "pandas": pandas,
    "active_directory": active_directory,
    "growth": growth,
    "memory": memory,
    "documents": documents,
    "explain": explain,
    "entra": entra.measured,
}
