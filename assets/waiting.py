"""Looks of live directories that wait for landing: each directory judged by itself, so that what
one shows never keeps another's look out; what could not be taken is a failed attempt."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from assets import arrivals
from assets.lookout import Failure, read_failures
from assets.premises import Premises
from sql import by_directory, intake, stages

UNFIT = "look at these rows in the directory; nothing of it is taken until they are right"
AGAIN = "observe again at another moment (--today stands for one)"


def take(premises: Premises) -> None:
    """Takes in what waits, oldest first. Done twice, done once: a run may be killed anywhere."""
    for folder in _folders(premises):
        failures = read_failures(folder)
        if (folder / "observations.parquet").exists():
            refused = _look(premises, folder)
            premises.failures.extend(refused)
            failures += refused
        record(premises, failures)
        stages.landing(premises.house, premises.truths)
        _remove(folder)


def _folders(premises: Premises) -> list[Path]:
    # What is still being written begins with a dot.
    return sorted(premises.arriving.glob("[0-9]*"))


def _look(premises: Premises, folder: Path) -> list[Failure]:
    """Keeps the looks that can be taken; a failure for each directory whose look cannot."""
    house, batch = premises.house, premises.read_batch(str(folder))
    with intake.incoming(house, batch.files):
        failures = [
            Failure(directory_id, moment, "protocol", _unfit(problems), UNFIT)
            for directory_id, moment, problems in by_directory.faulty(house)
        ]
        by_directory.leave_out(house, [f.directory_id for f in failures])
        differing = [
            Failure(directory_id, moment, "protocol", _differs(landed), AGAIN)
            for directory_id, moment, landed in intake.new_looks(house)[1]
        ]
        by_directory.leave_out(house, [f.directory_id for f in differing])
        by_directory.repeat(house)
        arrivals.land(premises, intake.new_looks(house)[0])
    return failures + differing


def _differs(landed: str) -> str:
    return f"landed before in batch {landed}, with other content under the same moment"


def _unfit(problems: Sequence[str]) -> str:
    """Where rows are unfit and why, without what they hold."""
    more = len(problems) - 3
    said = ", ".join(problems[:3])
    return f"rows that cannot be taken: {said}" + (f" and {more} more" if more > 0 else "")


def record(premises: Premises, failures: Sequence[Failure]) -> None:
    """Failed attempts that are not known yet, as a decision."""
    known = set(
        premises.house.rows(
            "select directory_id, attempted_at, cause, problem from landing.attempts"
        )
    )
    new = [f for f in failures if (f.directory_id, f.attempted_at, f.cause, f.problem) not in known]
    if new:
        rows = [
            [f.directory_id, f.attempted_at.isoformat(), f.cause, f.problem, f.advice] for f in new
        ]
        content = {"by": "observe", "attempts": rows}
        premises.truths.decisions.append("attempts", premises.truths.now, content)


def _remove(folder: Path) -> None:
    """By another name first: a folder that is half gone must not be taken for one that waits."""
    gone = folder.with_name(f".{folder.name}")
    folder.rename(gone)
    shutil.rmtree(gone)
