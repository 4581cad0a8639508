"""Batches in the folders of recorded directories, each taken by itself, and once: one that is
refused is a failed attempt of its directory, and keeps no other out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg

from assets import arrivals, waiting
from assets.lookout import Failure
from assets.premises import Premises, Refusal
from sql import taken


class Recorded(dg.Config):
    """A batch, and the directory whose folder it stands in."""

    directory_id: str
    batch: str


def take(premises: Premises, found: Sequence[Recorded]) -> None:
    """Brings in those that are new, or other than when they landed."""
    failures = list(_refused(premises, found))
    premises.failures.extend(failures)
    waiting.record(premises, failures)


def _refused(premises: Premises, found: Sequence[Recorded]) -> Iterator[Failure]:
    for one in found:
        try:
            _bring(premises, one.batch)
        except Refusal as refusal:
            premises.told.extend(refusal.faults)
            yield _failure(premises, one, len(refusal.faults))


def _bring(premises: Premises, path: str) -> None:
    files = [file.path for file in premises.read_batch(path).files.values()]
    marked = taken.mark(files)
    if not taken.has(premises.house, marked):
        arrivals.bring(premises, [path])
        taken.note(premises.house, marked)


def _failure(premises: Premises, one: Recorded, faults: int) -> Failure:
    """Without what the batch holds, which the faults quote."""
    said = "1 fault" if faults == 1 else f"{faults} faults"
    return Failure(
        one.directory_id,
        premises.truths.now,
        "protocol",
        f"the batch in {Path(one.batch).name} is not taken: {said}",
        "correct it; prorata import FOLDER names each of them",
    )
