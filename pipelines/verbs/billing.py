"""The verb that drafts a period: bill."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from pipelines.verbs.call import Call, ask, fail, rows, run

if TYPE_CHECKING:
    from pipelines.estate.model import Estate
    from pipelines.runs import Outcome


@click.command()
@click.argument("period")
@click.option("--customer", "customer_id", metavar="ID", help="this customer alone")
@click.pass_obj
def bill(call: Call, period: str, customer_id: str | None) -> None:
    """Drafts of the period YYYY-MM: charges, checks, documents and their files."""
    from pipelines import jobs

    estate = call.estate()
    month = _month(period)
    _known_customer(estate, customer_id)
    outcome = run(
        call,
        estate,
        jobs.MONTHLY,
        partitions=(period, period),
        days=(month, month),
        ops={"billing": {"customer_id": customer_id}},
    )
    found = _billed(estate, period, customer_id, outcome)
    call.done(found, lambda: _show_billed(found))
    reasons = _reasons(found)
    if reasons:
        fail(reasons)


def _month(period: str) -> date:
    try:
        return datetime.strptime(period, "%Y-%m").date()
    except ValueError:
        raise click.UsageError(f"{period!r} is no period (use YYYY-MM, as 2026-03)") from None


def _known_customer(estate: Estate, customer_id: str | None) -> None:
    from pipelines.estate.faults import nearest, shown

    known = [str(row["customer_id"]) for row in rows(estate, "customers")]
    if customer_id is not None and customer_id not in known:
        like = nearest(customer_id, known)
        fail([f"unknown customer {shown(customer_id)} (nearest: {like})"])


def _billed(
    estate: Estate, period: str, customer_id: str | None, outcome: Outcome
) -> dict[str, Any]:
    """What came of each customer's period, its blockers and warnings."""
    where = {"period": period, "customer_id": customer_id}
    periods = ask(
        estate,
        "select p.customer_id, p.status, p.period_start, p.period_end, d.document_id, d.kind, "
        "p.currency, d.net, d.gross, d.due_day "
        "from periods as p left join documents as d "
        "on p.customer_id = d.customer_id and p.period = d.period where p.period = $period "
        "and ($customer_id is null or p.customer_id = $customer_id) order by p.customer_id",
        where,
    )
    names = (
        "customer_id",
        "status",
        "period_start",
        "period_end",
        "document_id",
        "kind",
        "currency",
        "net",
        "gross",
        "due_day",
    )
    blockers = ask(
        estate,
        "select customer_id, code, directory_id, detail, since, is_warning from blockers "
        "where period = $period and ($customer_id is null or customer_id = $customer_id) "
        "order by all",
        where,
    )
    blocked = ("customer_id", "code", "directory_id", "detail", "since", "is_warning")
    return {
        "run_id": outcome.run_id,
        "period": period,
        "customers": [dict(zip(names, row, strict=True)) for row in periods],
        "blockers": [dict(zip(blocked, row, strict=True)) for row in blockers],
        "documents": str(estate.settings.output.data / "documents" / period),
    }


def _show_billed(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"period {found['period']}", box=None, title_justify="left", pad_edge=False)
    for name in ("customer", "status", "net", "gross", "", "due"):
        table.add_column(name, justify="right" if name in ("net", "gross") else "left")
    for row in found["customers"]:
        table.add_row(
            row["customer_id"],
            row["status"].replace("_", " "),
            _amount(row["net"], row["currency"]),
            _amount(row["gross"], row["currency"]),
            row["currency"] if row["net"] is not None else "",
            str(row["due_day"] or ""),
        )
    Console(width=min(100, Console().width)).print(table)
    for row in found["blockers"]:
        if row["is_warning"]:
            click.echo(f"warning: {_blocker(row)}", err=True)
    click.echo(f"files: {found['documents']}")


def _amount(amount: Any, currency: str) -> str:
    from pipelines.estate.currencies import minor_digits

    return "" if amount is None else f"{amount:,.{minor_digits(currency)}f}"


def _blocker(row: dict[str, Any]) -> str:
    where = f" {row['directory_id']}" if row["directory_id"] else ""
    return f"{row['customer_id']}: {row['code']}{where}: {row['detail']}"


def _reasons(found: dict[str, Any]) -> list[str]:
    """Why the call did not do what was asked: blockers, or nothing that was over."""
    blocked = [f"blocked: {_blocker(row)}" for row in found["blockers"] if not row["is_warning"]]
    customers = found["customers"]
    if customers and all(row["status"] == "open" for row in customers):
        ends = min(row["period_end"] for row in customers)
        return [f"period {found['period']} is not over: it ends on {ends} at the earliest"]
    return blocked
