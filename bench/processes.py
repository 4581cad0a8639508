"""Runs a process to its end and says what it printed and what it took, all its threads counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sizes import Size

HERE = Path(__file__).parent


class ProcessFailed(Exception):
    """A process ended otherwise than well; the message ends with the last of what it said."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Seconds on the clock and of all cores, the most memory held, and what was printed last."""

    wall: float
    cpu: float
    peak: int
    said: dict[str, Any]


def run(command: Sequence[object], environment: Mapping[str, str] | None = None) -> Ended:
    """Runs a command; what it prints last may be a JSON object. The caller stays small: a
    process is said to have held at least what the one that began it did."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    assert process.stdout is not None
    lines = process.stdout.read().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        last = "\n".join(lines[-15:])
        raise ProcessFailed(
            f"{Path(str(command[0])).name} exited with {process.returncode}: {last}"
        )
    return Ended(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, _said(lines))


def _said(lines: list[str]) -> dict[str, Any]:
    try:
        said = json.loads(lines[-1])
    except (IndexError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def step(name: str, data: Path, size: Size, number: int = 0) -> Ended:
    """One of bench/step.py, in a process of its own."""
    given = json.dumps(size.as_dict())
    command = [sys.executable, HERE / "step.py", name, size.folder(data), given, str(number)]
    ended = run(command)
    print(f"… {name} {size.assignments:,}: {ended.wall:.0f} s", file=sys.stderr, flush=True)
    return ended
