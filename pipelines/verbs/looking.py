"""Verbs that bring looks in, or decide about them: import, release, cover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from pipelines.verbs import exports
from pipelines.verbs.call import Call, ask, fail, run, today
from pipelines.verbs.terminal import counted

if TYPE_CHECKING:
    from pipelines.estate.model import Estate
    from pipelines.runs import Outcome


@click.command("import")
@click.argument(
    "batches", nargs=-1, required=True, metavar="BATCH...|FILE", type=click.Path(path_type=Path)
)
@click.option("--format", "kind", type=click.Choice(exports.FORMATS), help="of an export in FILE")
@click.option("--directory", metavar="ID", help="the directory that the export shows")
@click.option("--observed-at", metavar="TIMESTAMP", help="when it was exported, with its zone")
@click.pass_obj
def import_(
    call: Call,
    batches: tuple[Path, ...],
    kind: str | None,
    directory: str | None,
    observed_at: str | None,
) -> None:
    """Recorded batches, or one export, into landing and on to history."""
    from assets.premises import Refusal
    from pipelines.readers import batch

    asked = exports.asked(batches, kind, directory, observed_at)
    estate = call.estate()
    if asked:
        with exports.converted(estate, asked) as made:
            given = {"batches": [str(made.folder)]}
            _look(call, estate, given, (made.day, made.day), made)
        return
    try:
        folders = [folder for path in batches for folder in batch.find(path.resolve())]
    except Refusal as refusal:
        fail(refusal.faults)
    _look(call, estate, {"batches": [str(f) for f in folders]}, _batch_days(estate, folders))


def _batch_days(estate: Estate, folders: Sequence[Path]) -> tuple[date, date] | None:
    """First and last day of the batches, in the estate's zone; exit 1 with faulty headers."""
    from assets.premises import Refusal
    from pipelines.readers import batch

    spans: list[tuple[date, date] | None] = []
    faults: list[str] = []
    for folder in folders:
        try:
            spans.append(batch.days(batch.read(str(folder)), estate.settings.billing.time_zone))
        except Refusal as refusal:
            faults += refusal.faults
    if faults:
        fail(faults)
    known = [span for span in spans if span]
    return (min(s[0] for s in known), max(s[1] for s in known)) if known else None


def _look(
    call: Call,
    estate: Estate,
    given: dict[str, Any],
    days: tuple[date, date] | None,
    export: exports.Converted | None = None,
) -> None:
    """Runs daily_snapshot for what a verb brings, and says what stands then."""
    from pipelines import jobs

    span = days or (today(call, estate), today(call, estate))
    worded = export.worded if export else str
    _, found = look(call, estate, {"landing": given}, span, job=jobs.DAILY, worded=worded)
    found |= export.found if export else {}
    call.done(found, lambda: show_look(found))


def look(
    call: Call,
    estate: Estate,
    ops: dict[str, Any],
    days: tuple[date, date],
    *,
    job: str,
    worded: Callable[[str], str] = str,
) -> tuple[Outcome, dict[str, Any]]:
    """Runs a job that lands looks, over days both included: its outcome, and what stands then."""
    first, last = days
    outcome = run(
        call,
        estate,
        job,
        worded,
        partitions=(first.isoformat(), last.isoformat()),
        days=days,
        ops=ops,
    )
    return outcome, {"run_id": outcome.run_id, **_standing(estate), "said": outcome.told}


def _standing(estate: Estate) -> dict[str, Any]:
    """How many looks there are, and which of them are held."""
    held = ask(
        estate,
        "select directory_id, strftime(observed_at, '%Y-%m-%dT%H:%M:%SZ'), reason "
        "from observations where status = 'held' order by all",
    )
    landed = ask(
        estate,
        "select count(*), count(distinct directory_id), count(distinct batch) from observations",
    )[0]
    return {
        "looks": landed[0],
        "directories": landed[1],
        "batches": landed[2],
        "held": [
            dict(zip(("directory_id", "observed_at", "reason"), h, strict=True)) for h in held
        ],
    }


def show_look(found: dict[str, Any]) -> None:
    for line in found["said"]:
        click.echo(line)
    looks = counted(found["looks"], "look")
    directories = counted(found["directories"], "directory", "directories")
    batches = counted(found["batches"], "batch", "batches")
    click.echo(f"{looks} at {directories}, from {batches}")
    for held in found["held"]:
        click.echo(
            f"held: {held['directory_id']} {held['observed_at']}: {held['reason']}", err=True
        )
    if found["held"]:
        click.echo(
            "decide with: prorata release DIRECTORY OBSERVED_AT --accept (or --discard) "
            "--by NAME --reason TEXT",
            err=True,
        )
    if "export" in found:
        exports.show(found)


def _said(context: click.Context, option: click.Parameter, value: bool | None) -> bool:
    """A flag that must be said one way or the other; `required` takes silence for an answer."""
    if value is None:
        raise click.MissingParameter(ctx=context, param=option)
    return value


@click.command()
@click.argument("directory")
@click.argument("observed_at")
@click.option("--accept/--discard", "is_accepted", default=None, callback=_said)
@click.option("--by", required=True, help="who decides")
@click.option("--reason", required=True)
@click.pass_obj
def release(
    call: Call, directory: str, observed_at: str, is_accepted: bool, by: str, reason: str
) -> None:
    """Decides a held observation."""
    estate = call.estate()
    moment = _moment(observed_at)
    decided = {
        "directory_id": directory,
        "observed_at": moment.isoformat(),
        "accept": is_accepted,
        "by": by,
        "reason": reason,
    }
    day = moment.astimezone(ZoneInfo(estate.settings.billing.time_zone)).date()
    _look(call, estate, {"releases": [decided]}, (day, day))


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.UsageError(f"{written!r} is no moment with its zone (use 2026-08-12T03:00:00Z)")
    return moment


@click.command()
@click.argument("directory")
@click.argument("from_day", metavar="FROM")
@click.argument("to_day", metavar="TO")
@click.option(
    "--carry/--empty",
    "is_carried",
    default=None,
    callback=_said,
    help="as on the last observed day, or nobody",
)
@click.option("--by", required=True, help="who decides")
@click.option("--reason", required=True)
@click.pass_obj
def cover(
    call: Call, directory: str, from_day: str, to_day: str, is_carried: bool, by: str, reason: str
) -> None:
    """Decides the days from FROM to before TO, on which nobody looked and nobody can."""
    estate = call.estate()
    first, end = _day(from_day), _day(to_day)
    decided = {
        "directory_id": directory,
        "from_day": first.isoformat(),
        "to_day": end.isoformat(),
        "carry": is_carried,
        "by": by,
        "reason": reason,
    }
    days = (first, end - timedelta(days=1)) if first < end else (first, first)
    _look(call, estate, {"covers": [decided]}, days)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise click.UsageError(f"{written!r} is no day (use 2026-08-17)") from None
