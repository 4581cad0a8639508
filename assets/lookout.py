"""PORT: looking into live directories, as a run asks for it, before the warehouse is opened.

What was seen waits in a folder of its own, `<data>/arriving/<name>/`: the tables of a batch as
Parquet, and `failures.json`. Landing takes it in, at once or, if the run was killed in between, in
the next run that lands anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

ARRIVING = "arriving"
FAILURES = "failures.json"


@dataclass(frozen=True, slots=True)
class Failure:
    """A directory that yielded no look. `cause` is a `Cause` of the port, or `unexpected` for a
    fault of ours; no text names a person or holds a secret."""

    directory_id: str
    attempted_at: datetime
    cause: str
    problem: str
    advice: str


@dataclass(frozen=True, slots=True)
class Observed:
    """What came of one round: directories whose looks wait for landing, and those that failed."""

    observed_at: datetime
    looked: tuple[str, ...]
    failures: tuple[Failure, ...]


class Lookout(Protocol):
    """Looks into live directories; knows neither the warehouse nor its lock."""

    def today(self) -> date:
        """The day that a look taken now stands for, in the estate's zone."""

    def observe(self, directories: Sequence[str]) -> Observed:
        """One look at each of the directories, or at all that owe one where none is named."""


def write_failures(folder: Path, failures: Sequence[Failure]) -> None:
    rows = [{**asdict(f), "attempted_at": f.attempted_at.isoformat()} for f in failures]
    (folder / FAILURES).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def read_failures(folder: Path) -> list[Failure]:
    rows = json.loads((folder / FAILURES).read_text(encoding="utf-8"))
    return [
        Failure(**{**row, "attempted_at": datetime.fromisoformat(row["attempted_at"])})
        for row in rows
    ]
