"""What a run is given to work with: the port through which pipelines hands the world in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from assets.lookout import ARRIVING, Failure
from reports.document import Party
from sql import stages
from sql.intake import File
from sql.stages import Truths
from sql.warehouse import Warehouse

Rendered = Callable[[int, int], None]  # files of documents that stand, of how many
PREVIEWED = "preview.json"  # beside a preview's files: what came of each customer


class Batch(Protocol):
    """A recorded batch as a reader found it: the files of its tables."""

    @property
    def files(self) -> Mapping[str, File]: ...

    def worded(self, rows: Sequence[tuple[str, int, str, str | None, str]]) -> list[str]:
        """Faults (table, record, column, value, problem) as sentences with file and line."""


# What `told` begins with where it is no reason to refuse anything.
WARNING = "warning: "

STAGES: Mapping[str, Callable[[Warehouse, Truths], None]] = {
    "reference": stages.reference,
    "landing": stages.landing,
    "snapshot": stages.snapshot,
    "history": stages.history,
    "ledger": stages.ledger,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """How documents are printed, and where their files and those of a period go."""

    folder: Path
    previews: Path
    exported: Path
    formats: tuple[str, ...]
    exports: tuple[str, ...]
    seller: Party
    payment_days: int
    time_zone: str
    invoice_number: str
    credit_note_number: str
    is_approved_first: bool
    accent: str | None
    logo: bytes | None
    logo_type: str | None


def _quietly(_stands: int, _of: int) -> None:
    """Tells nobody how far rendering is."""


@dataclass(frozen=True, slots=True)
class Premises:
    """One run's house, under the lock of its data folder from begin to end.

    `read_batch` raises `Refusal`. `told` takes what may not enter an event log: faults that
    quote what a file says. `failures` takes looks at live directories that landing refused.
    `rendered` hears how far a run is with the files of its documents. `billed` are the periods that
    this run was asked for, also where nothing of them is left to bill.
    """

    house: Warehouse
    truths: Truths
    paper: Paper
    read_batch: Callable[[str], Batch]
    published: Path
    versions: Callable[[str], Truths]
    told: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    rendered: Rendered = _quietly
    brought: set[str] = field(default_factory=set)
    billed: set[str] = field(default_factory=set)

    @property
    def arriving(self) -> Path:
        """Where looks at live directories wait for landing."""
        return self.house.data / ARRIVING

    def bring(self, *names: str) -> None:
        """Brings stages up to date, each once a run: a step run alone must not find them missing,
        for the warehouse may have been rebuilt or the estate changed since they last ran."""
        for name in names:
            if name not in self.brought:
                STAGES[name](self.house, self.truths)
                self.brought.add(name)


class Refusal(Exception):
    """Input that is not taken; `faults` says why, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)
