"""The verb that looks into live directories: observe."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import click

from pipelines.verbs import completing, terminal, trying
from pipelines.verbs.call import Call, ask, fail, today
from pipelines.verbs.looking import look, show_look

if TYPE_CHECKING:
    from assets.lookout import Failure, Observed
    from pipelines.estate.model import Estate

FAILED = ("directory_id", "cause", "problem", "advice")


@click.command()
@click.option(
    "--directory",
    "directories",
    metavar="ID",
    multiple=True,
    shell_complete=completing.directories,
    help="this directory alone; may be said again",
)
@click.pass_obj
def observe(call: Call, directories: tuple[str, ...]) -> None:
    """One look at each live directory, and what is new in the folders of recorded ones."""
    from pipelines import jobs
    from pipelines.observing import folders

    estate = call.estate()
    _fitting(call, estate, directories)
    day = today(call, estate)
    recorded = folders.batches(estate, directories)
    given = {"directory": {"directories": list(directories)}, "landing": {"recorded": recorded}}
    outcome, found = look(call, estate, given, (day, day), job=jobs.OBSERVING)
    (observed,) = outcome.rounds
    failed = _failed(estate, observed, outcome.refused, {row["directory_id"] for row in recorded})
    names = {row["directory_id"] for row in failed}
    looked = [name for name in observed.looked if name not in names]
    found |= {"observed": looked, "recorded": len(recorded), "failed": failed}
    call.done(found, lambda: _show(found))
    if failed:
        call.fail([f"{trying.reason(row)} ({row['advice']})" for row in failed])


def _fitting(call: Call, estate: Estate, directories: Sequence[str]) -> None:
    """Exit 1 where one cannot be looked into, or none is left to look into."""
    from assets.premises import Refusal
    from pipelines import resources
    from pipelines.observing import targets

    try:
        targets.chosen(estate, directories, resources.watch(estate, call.now(estate)).moment())
    except Refusal as refusal:
        fail(refusal.faults)


def _failed(
    estate: Estate, observed: Observed, refused: Sequence[Failure], recorded: Collection[str]
) -> list[dict[str, str]]:
    """Those that did not answer, and those whose rows could not be taken, by id."""
    # What a run that was killed had left in the way is landed too, and is no part of this round.
    ours = [
        *observed.failures,
        *(
            f
            for f in refused
            if f.attempted_at == observed.observed_at or f.directory_id in recorded
        ),
    ]
    failed = {f.directory_id: (f.cause, f.problem, f.advice) for f in ours}
    # Another run that came first may have taken our looks into landing, and refused some.
    elsewhere = ask(
        estate,
        "select directory_id, cause, problem, advice from attempts "
        "where attempted_at = $at and list_contains($looked::varchar[], directory_id)",
        {"at": observed.observed_at, "looked": _unlanded(estate, observed)},
    )
    failed |= {row[0]: (row[1], row[2], row[3]) for row in elsewhere}
    return [dict(zip(FAILED, (name, *said), strict=True)) for name, said in sorted(failed.items())]


def _unlanded(estate: Estate, observed: Observed) -> Sequence[str]:
    landed = ask(
        estate,
        "select directory_id from observations where observed_at = $at",
        {"at": observed.observed_at},
    )
    return sorted(set(observed.looked) - {directory_id for (directory_id,) in landed})


def _show(found: dict[str, Any]) -> None:
    failed = len(found["failed"])
    if found["observed"] or failed:
        said = terminal.counted(len(found["observed"]), "directory", "directories")
        click.echo(f"observed {said}" + (f", {failed} failed" if failed else ""))
    if found["recorded"]:
        said = terminal.counted(found["recorded"], "batch", "batches")
        click.echo(f"{said} in the folders of recorded directories")
    show_look(found)
