"""One call of the command: its global options, the job it runs, the answers it reads."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import click

from pipelines.verbs import terminal

if TYPE_CHECKING:
    from pipelines.estate.model import Estate
    from pipelines.runs import Outcome


@dataclass(frozen=True, slots=True)
class Call:
    """The global options of one call."""

    root: Path
    today: str | None
    is_json: bool

    def estate(self, seen: Callable[[Sequence[str]], None] | None = None) -> Estate:
        """The estate, or exit 1 with every fault of it, which `seen` hears of first."""
        from pipelines import resources
        from pipelines.estate.faults import EstateFaults
        from pipelines.estate.read import read

        try:
            return read(self.root, resources.formats())
        except EstateFaults as faults:
            if seen:
                seen(faults.faults)
            self.fail(faults.faults, self._where_from())

    @property
    def command(self) -> str:
        """How a next command is typed, to meet this estate again."""
        met = (Path("estate"), Path(os.environ.get("PRORATA_ESTATE", "estate")))
        return "prorata" if self.root in met else f"prorata --estate {shlex.quote(str(self.root))}"

    def _where_from(self) -> list[str]:
        """How to come by an estate, for whoever has none there."""
        if self.root.is_dir():
            return []
        folder = shlex.quote(str(self.root))
        return [f"prorata init {folder} writes one to fill in (prorata demo shows one at work)"]

    def fail(self, reasons: Iterable[str], hints: Iterable[str] = ()) -> NoReturn:
        """Every reason on stderr, and to a person what to do next; exit 1."""
        for reason in reasons:
            click.echo(terminal.plain(reason), err=True)
        if not self.is_json:
            for hint in hints:
                terminal.hint(hint)
        sys.exit(1)

    def now(self, estate: Estate) -> datetime | None:
        """The moment that --today stands for: a date means noon in the estate's zone."""
        return None if self.today is None else moment(estate, "--today", self.today)

    def done(self, found: dict[str, Any], show: Callable[[], None]) -> None:
        """Prints what came of the call: one JSON object, or what `show` says to a person."""
        if self.is_json:
            click.echo(json.dumps(found, ensure_ascii=False, default=str))
        else:
            show()


def moment(estate: Estate, option: str, written: str) -> datetime:
    """A date, which means noon in the estate's zone, or a moment with its zone; else exit 2."""
    zone = ZoneInfo(estate.settings.billing.time_zone)
    try:
        if len(written) == 10:
            return datetime.combine(date.fromisoformat(written), time(12), zone)
        found = datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise click.UsageError(
            f"{option} {written!r} is neither a date nor a moment with its zone "
            "(use 2026-04-01 or 2026-04-01T06:00:00Z)"
        )
    return found


def fail(reasons: Sequence[str]) -> NoReturn:
    """Every reason on stderr, exit 1."""
    for reason in reasons:
        click.echo(terminal.plain(reason), err=True)
    sys.exit(1)


def rows(estate: Estate, name: str) -> list[dict[str, object]]:
    table = estate.tables[name]
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def today(call: Call, estate: Estate) -> date:
    zone = ZoneInfo(estate.settings.billing.time_zone)
    return (call.now(estate) or datetime.now(zone)).astimezone(zone).date()


def run(
    call: Call,
    estate: Estate,
    job: str,
    worded: Callable[[str], str] = str,
    *,
    doing: str = "",
    **given: Any,
) -> Outcome:
    """The job's outcome, or exit 1 with every reason; `worded` says it in the caller's terms, and
    `doing` what takes the time."""
    import warnings

    # Dagster announces what is in beta to every user of a program built on it.
    warnings.simplefilter("ignore")
    from pipelines import runs

    with terminal.working(f"{job} …") as shown:
        rendered = partial(shown, what="files")
        outcome = runs.run(
            estate, job, now=call.now(estate), settled=shown, rendered=rendered, **given
        )
    if not outcome.is_success:
        fail([worded(reason) for reason in outcome.reasons or [outcome.problem]])
    return outcome


def ask(estate: Estate, query: str, given: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    from pipelines import resources

    return resources.ask(resources.published(estate), query, given)[1]
