"""Verbs that settle a period and come back to it: approve, issue, correct."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pipelines.verbs import billed, completing, terminal
from pipelines.verbs.billed import standing
from pipelines.verbs.billing import known_customer, month
from pipelines.verbs.call import Call, ask, run

if TYPE_CHECKING:
    from pipelines.estate.model import Estate
    from pipelines.runs import Outcome

COLUMNS = (
    "document_id",
    "number",
    "kind",
    "status",
    "customer_id",
    "period",
    "corrects_number",
    "currency",
    "net",
    "gross",
    "due_day",
)

period_argument = click.argument("period", shell_complete=completing.periods)
customer_option = click.option(
    "--customer",
    "customer_id",
    metavar="ID",
    shell_complete=completing.customers,
    help="this customer alone",
)


@click.command()
@period_argument
@customer_option
@click.option("--by", required=True, help="who approves")
@click.pass_obj
def approve(call: Call, period: str, customer_id: str | None, by: str) -> None:
    """Records approval of the drafts of a period, as they are now."""
    from pipelines import jobs

    estate, day = call.estate(), month(period)
    known_customer(estate, customer_id)
    given = {"approves": True, "customer_id": customer_id, "by": by}
    outcome = _run(call, estate, jobs.APPROVE, period, (day, day), {"ledger": given})
    found = _found(estate, (period, period), customer_id, ("approved",), outcome)
    call.done(found, lambda: _show(found, "approved"))
    if outcome.reasons:
        call.fail(outcome.reasons)


@click.command()
@period_argument
@customer_option
@click.pass_obj
def issue(call: Call, period: str, customer_id: str | None) -> None:
    """Numbers and freezes the drafts of a period, and writes their final files."""
    from pipelines import jobs

    estate, day = call.estate(), month(period)
    known_customer(estate, customer_id)
    given = {
        "billing": {"issues": True, "customer_id": customer_id},
        "ledger": {"issues": True, "customer_id": customer_id},
    }
    outcome = _run(call, estate, jobs.ISSUE, period, (day, day), given)
    found = _found(estate, (period, period), customer_id, ("issued",), outcome)
    call.done(found, lambda: _show(found, "issued"))
    stands = standing(estate, period, customer_id, outcome)
    if reasons := [*outcome.reasons, *billed.reasons(stands)]:
        call.fail(reasons, billed.hints(stands, billed.missing(estate, period), call.command))


@click.command()
@click.argument("period", required=False, shell_complete=completing.periods)
@customer_option
@click.option("--estate", "estate_of", type=click.Choice(["now"]), help="re-rate with it")
@click.pass_obj
def correct(call: Call, period: str | None, customer_id: str | None, estate_of: str | None) -> None:
    """Drafts what settled periods differ by from what was invoiced."""
    from pipelines import jobs

    estate = call.estate()
    known_customer(estate, customer_id)
    first, last = (period, period) if period else _settled(call, estate)
    given = {"customer_id": customer_id, "corrects": True, "is_now": estate_of == "now"}
    days = (month(first), month(last))
    outcome = run(
        call,
        estate,
        jobs.MONTHLY,
        partitions=(first, last),
        days=days,
        ops={jobs.BILLED: given},
    )
    terminal.warn(outcome.warnings)
    found = _found(estate, (first, last), customer_id, ("draft", "approved"), outcome)
    found["documents"] = [one for one in found["documents"] if one["is_correction"]]
    blockers = _blockers(estate, (first, last), customer_id)
    why = "" if blockers else _why_nothing(estate, is_now=estate_of == "now")
    call.done(found, lambda: _show(found, "drafted", why))
    blocked = [f"blocked: {row['period']}: {billed.blocker(row)}" for row in blockers]
    if reasons := [*outcome.reasons, *blocked]:
        missing = billed.missing(estate, blockers[0]["period"]) if blockers else {}
        call.fail(reasons, billed.hints({"blockers": blockers}, missing, call.command))


def _why_nothing(estate: Estate, *, is_now: bool) -> str:
    if estate.settings.billing.correction == "next_invoice" and not is_now:
        return ": what differs joins the customers' next invoices"
    return ": no document differs"


def _blockers(
    estate: Estate, periods: tuple[str, str], customer_id: str | None
) -> list[dict[str, Any]]:
    """What keeps settled periods from being compared with what is due by now."""
    rows = ask(
        estate,
        "select b.period, b.customer_id, b.code, b.directory_id, b.detail, b.is_warning "
        "from blockers as b "
        "inner join periods as p on b.customer_id = p.customer_id and b.period = p.period "
        "where p.status in ('issued', 'settled') and not b.is_warning "
        "and b.period between $first and $last "
        "and ($customer_id is null or b.customer_id = $customer_id) order by all",
        {"first": periods[0], "last": periods[1], "customer_id": customer_id},
    )
    names = ("period", "customer_id", "code", "directory_id", "detail", "is_warning")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _settled(call: Call, estate: Estate) -> tuple[str, str]:
    """The first and the last period that was settled."""
    from pipelines import resources

    first, last = "", ""
    if resources.published(estate).exists():
        query = "select min(period), max(period) from periods where status in ('issued', 'settled')"
        ((first, last),) = ask(estate, query)
    if not first:
        call.fail(["nothing was issued yet, so there is nothing to correct"])
    return first, last


def _run(
    call: Call,
    estate: Estate,
    job: str,
    period: str,
    days: tuple[date, date],
    ops: dict[str, Any],
) -> Outcome:
    outcome = run(call, estate, job, partitions=(period, period), days=days, ops=ops)
    terminal.warn(outcome.warnings)
    return outcome


def _found(
    estate: Estate,
    periods: tuple[str, str],
    customer_id: str | None,
    statuses: tuple[str, ...],
    outcome: Outcome,
) -> dict[str, Any]:
    """The documents of the periods that have one of the statuses."""
    rows = ask(
        estate,
        f"select {', '.join(f'd.{name}' for name in COLUMNS)}, p.status in ('issued', 'settled') "
        "from documents as d "
        "left join periods as p on d.customer_id = p.customer_id and d.period = p.period "
        "where d.period between $first and $last and list_contains($statuses, d.status) "
        "and ($customer_id is null or d.customer_id = $customer_id) "
        "order by d.period, d.customer_id, d.number",
        {
            "first": periods[0],
            "last": periods[1],
            "statuses": list(statuses),
            "customer_id": customer_id,
        },
    )
    names = (*COLUMNS, "is_correction")
    return {
        "run_id": outcome.run_id,
        "documents": [dict(zip(names, row, strict=True)) for row in rows],
        "folder": str(estate.settings.output.data / "documents"),
    }


def _show(found: dict[str, Any], what: str, why: str = "") -> None:
    documents = found["documents"]
    if not documents:
        click.echo(f"nothing is {what}{why}")
        return
    terminal.table(
        ("period", "customer", "number", "", "net", "gross", "", "due"),
        [
            (
                one["period"],
                one["customer_id"],
                one["number"] or what,
                "credit" if one["kind"] == "credit_note" else "",
                billed.amount(one["net"], one["currency"]),
                billed.amount(one["gross"], one["currency"]),
                one["currency"],
                str(one["due_day"] or ""),
            )
            for one in documents
        ],
        right=("net", "gross"),
    )
    click.echo(f"files: {found['folder']}")
