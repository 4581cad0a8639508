"""Looks at Entra, ours and a bare reading of the same pages in turn, from one emulator."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environments
import processes
from sizes import Plan

HERE = Path(__file__).parent
OURS, BARE = "prorata", "httpx, orjson"


@dataclass(frozen=True, slots=True)
class Tenants:
    """How many tenants of how many users are read in one case."""

    count: int
    users: int

    @property
    def name(self) -> str:
        tenants = "1 tenant" if self.count == 1 else f"{self.count:,} tenants"
        return f"{tenants} of {self.users:,}"


def measured(plan: Plan, data: Path, home: Path) -> dict[str, Any]:
    """CPU seconds of reading, run by run, by case and by program; the first tenant warms up."""
    part = 1 if plan.main.assignments >= 100_000 else 20
    cases = [Tenants(1, 20_000 // part), Tenants(200 // part, 100)]
    large = Tenants(1, 200_000 // part)
    bare = environments.made(home, "httpx") / "python"
    programs = {
        OURS: [sys.executable, HERE / "entra_look.py"],
        BARE: [bare, environments.PEERS / "httpx" / "read.py"],
    }
    found: dict[str, Any] = {}
    for case in cases:
        with _served(data / "entra", [50, *[case.users] * case.count]) as where:
            runs: dict[str, list[dict[str, Any]]] = {name: [] for name in programs}
            for _ in range(plan.few):
                for name, command in programs.items():
                    runs[name].append(_run([*command, where, 1, case.count]))
            found[case.name] = runs
    with _served(data / "entra", [50, large.users]) as where:
        ours = _run([*programs[OURS], where, 1, 1])
    return {"cases": found, "large": {"name": large.name, **ours}}


def _run(command: list[object]) -> dict[str, Any]:
    ended = processes.run(command)
    return {"cpu": ended.cpu, "wall": ended.wall, "peak": ended.peak, **ended.said}


@contextmanager
def _served(folder: Path, sizes: list[int]) -> Iterator[Path]:
    print(f"… emulator of {len(sizes)} tenants", file=sys.stderr, flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, HERE / "entra_served.py", folder, *map(str, sizes)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise processes.ProcessFailed("the emulator of Graph did not start")
        yield folder / "where.json"
    finally:
        process.terminate()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()
