"""The verb that drafts a period: bill."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pipelines.verbs import billed, completing, past
from pipelines.verbs.call import Call, fail, rows, run

if TYPE_CHECKING:
    from pipelines.estate.model import Estate
    from pipelines.runs import Outcome


@click.command()
@click.argument("period", shell_complete=completing.periods)
@click.option(
    "--customer",
    "customer_id",
    metavar="ID",
    shell_complete=completing.customers,
    help="this customer alone",
)
@click.option(
    "--preview", "is_preview", is_flag=True, help="of an open period, as if all kept what they have"
)
@click.option(
    "--as-of", metavar="DATE|TIMESTAMP", help="with what had been recorded by then; a date is noon"
)
@click.option("--diff", "is_compared", is_flag=True, help="what became known since --as-of")
@click.pass_obj
def bill(
    call: Call,
    period: str,
    customer_id: str | None,
    is_preview: bool,
    as_of: str | None,
    is_compared: bool,
) -> None:
    """Drafts of the period YYYY-MM: charges, checks, documents and their files."""
    from pipelines import jobs

    estate = call.estate()
    day = month(period)
    if moment := past.asked(estate, as_of, is_preview=is_preview, is_compared=is_compared):
        past.bill(call, estate, period, customer_id, past.Asked(moment, is_compared))
        return
    known_customer(estate, customer_id)
    job, step = (jobs.PREVIEW, jobs.PREVIEWED) if is_preview else (jobs.MONTHLY, jobs.BILLED)
    outcome = run(
        call,
        estate,
        job,
        partitions=(period, period),
        days=(day, day),
        ops={step: {"customer_id": customer_id}},
    )
    told = _previewed if is_preview else billed.standing
    found = told(estate, period, customer_id, outcome)
    call.done(found, lambda: billed.show(found))
    if reasons := billed.reasons(found):
        call.fail(reasons, billed.hints(found, billed.missing(estate, period), call.command))


def month(period: str) -> date:
    """Its first day; else exit 2. Years are those in which looks can lie."""
    if not re.fullmatch(r"(199\d|20\d\d)-(0[1-9]|1[0-2])", period, re.ASCII):
        raise click.UsageError(f"{period!r} is no period (use YYYY-MM, as 2026-03)")
    return date.fromisoformat(f"{period}-01")


def known_customer(estate: Estate, customer_id: str | None) -> None:
    from pipelines.estate.faults import nearest, shown

    known = [str(row["customer_id"]) for row in rows(estate, "customers")]
    if customer_id is not None and customer_id not in known:
        like = nearest(customer_id, known)
        fail([f"unknown customer {shown(customer_id)} (nearest: {like})"])


def _previewed(
    estate: Estate, period: str, _customer: str | None, outcome: Outcome
) -> dict[str, Any]:
    """The same of a preview, which no table holds: the run wrote it beside its files."""
    from pipelines import resources

    folder = resources.previews(estate) / period
    return {
        "run_id": outcome.run_id,
        "period": period,
        **resources.preview(estate, period),
        "warnings": outcome.warnings,
        "documents": str(folder),
    }
