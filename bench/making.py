"""What is measured with, made once before anything is: data, and beside it what peers need."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import environments
import processes
from sizes import Plan


def make(plan: Plan, data: Path, home: Path) -> None:
    """Two at a time, for one waits for the network. What fails here fails again, and is said, in
    the section that wants it."""
    print("data and environments", file=sys.stderr, flush=True)
    with ThreadPoolExecutor(1) as beside:
        installed = beside.submit(_install, home)
        try:
            _prepare(plan, data)
        except processes.ProcessFailed as error:
            print(error, file=sys.stderr)
        installed.result()


def _prepare(plan: Plan, data: Path) -> None:
    for size in (plan.main, plan.year):
        processes.step("prepare", data, size)
    for size in plan.growth:
        processes.step("prepare", data, size, size.looks)


def _install(home: Path) -> None:
    for pins in sorted(environments.PEERS.glob("*/requirements.txt")):
        try:
            environments.made(home, pins.parent.name)
        except processes.ProcessFailed as error:
            print(error, file=sys.stderr)
