"""`bill --as-of`: a period as it would have been billed then, and what became known since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from pipelines.verbs import billed, terminal
from pipelines.verbs.call import Call, moment, run

if TYPE_CHECKING:
    from pipelines.estate.model import Estate

Row = Mapping[str, Any]
# What --json says beside what bill does.
COMPARED = {
    "as_of": "with `--as-of`: the moment",
    "compared": "with `--diff`: the file that holds `difference`, which follows",
    "difference.as_of": "the moment",
    "difference.until": "the moment that stands for now",
    "difference.estate": "hash of the estate in use then",
    "difference.since.batches[].*": "batch, directory_id, recorded_at, looks, first and last day",
    "difference.since.decisions[].*": "decision, directory_id, from_day, to_day (exclusive), "
    "observed_at (of a look), decided_by, reason, recorded_at",
    "difference.since.estates[].*": "version, recorded_at, and the files that it changed",
    "difference.settled[]": "customers whose period was settled then: there was no draft",
    "difference.customers[].customer_id": "who pays",
    "difference.customers[].currency": "ISO 4217",
    "difference.customers[].then.*": "status, net and gross; null where the estate lacked it",
    "difference.customers[].now.*": "the same of the draft of now, or of all that was issued",
    "difference.customers[].difference": "net now less net then",
    "difference.lines[].*": "customer_id, period, line_key, kind, person_id, display_name, "
    "product_code, unit_price, days_then, days_now, then, now (amounts; null where there is no "
    "such line), difference, differs (names of what differs) and why (a sentence each)",
}
SHOWN = 40  # lines that a person is shown; the file has all of them


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment, and whether what became known since is asked for too."""

    moment: datetime
    is_compared: bool


def asked(
    estate: Estate, as_of: str | None, *, is_preview: bool, is_compared: bool
) -> datetime | None:
    """The moment of --as-of; None without it, exit 2 where the options do not go together."""
    if as_of is None:
        if is_compared:
            raise click.UsageError("--diff compares with a moment: it goes with --as-of")
        return None
    if is_preview:
        raise click.UsageError("--preview looks ahead and --as-of back: they do not go together")
    return moment(estate, "--as-of", as_of)


def bill(call: Call, estate: Estate, period: str, customer_id: str | None, given: Asked) -> None:
    """Bills with what had been recorded by the moment, and says what stands then. A customer may
    be one that the estate listed then and does not now."""
    from pipelines import jobs

    day = date.fromisoformat(f"{period}-01")
    as_of = given.moment.isoformat()
    config = {"customer_id": customer_id, "as_of": as_of, "is_compared": given.is_compared}
    outcome = run(
        call,
        estate,
        jobs.MONTHLY,
        doing=f"as known at {as_of}, from what had been recorded by then ",
        partitions=(period, period),
        days=(day, day),
        ops={jobs.BILLED: config},
    )
    found = billed.standing(estate, period, customer_id, outcome) | {"as_of": as_of}
    if given.is_compared:
        path = estate.settings.output.data / "as-known" / f"{period}.json"
        found |= {"difference": json.loads(path.read_bytes()), "compared": str(path)}
    call.done(found, lambda: _show(found))
    if reasons := outcome.reasons or billed.reasons(found):
        call.fail(reasons)


def _show(found: dict[str, Any]) -> None:
    billed.show(found)
    click.echo(f"as known at {found['as_of']} (prorata bill {found['period']} drafts as of now)")
    if told := found.get("difference"):
        for line in _since(told["since"]):
            click.echo(terminal.plain(line))
        _lines(told["lines"])
        click.echo(f"all of it: {found['compared']}")


def _since(since: Row) -> Iterator[str]:
    """What was recorded since, a line each."""
    yield "since then:" if any(since.values()) else "nothing was recorded since that may change it"
    for row in since["batches"]:
        yield (
            f"  batch {row['batch']} at {row['recorded_at']}: {row['directory_id']}, "
            f"{terminal.counted(row['looks'], 'look')} of {row['first_day']} to {row['last_day']}"
        )
    for row in since["decisions"]:
        yield (
            f"  {row['decision']} at {row['recorded_at']}: {row['directory_id']}, "
            f"{row['from_day']} to before {row['to_day']}, by {row['decided_by']}"
        )
    for row in since["estates"]:
        files = ", ".join(row["files"]) or "nothing"
        yield f"  estate {row['version'][:12]} at {row['recorded_at']}: {files} changed"


def _lines(lines: list[Row]) -> None:
    """The lines that differ, and why."""
    if not lines:
        click.echo("no line differs")
        return
    terminal.table(
        ("customer", "who or what", "product", "price", "then", "now", "difference", "why"),
        [
            (
                row["customer_id"],
                row["display_name"] or row["person_id"] or row["kind"],
                row["product_code"] or "",
                _price(row["unit_price"]),
                row["then"] or "",
                row["now"] or "",
                row["difference"],
                "; ".join(row["why"]),
            )
            for row in lines[:SHOWN]
        ],
        title=f"{terminal.counted(len(lines), 'line')} would differ now",
        right=("price", "then", "now", "difference"),
    )


def _price(written: str | None) -> str:
    """Without the zeros that the column of finance has to spare."""
    return f"{Decimal(written).normalize():f}" if written else ""
