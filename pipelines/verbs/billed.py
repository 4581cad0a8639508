"""What `bill` says to a person: a table of customers, why some have no drafts, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pipelines.verbs import terminal
from pipelines.verbs.call import ask

if TYPE_CHECKING:
    from pipelines.estate.model import Estate
    from pipelines.runs import Outcome

Row = Mapping[str, Any]
STYLES = {
    "drafted": "green",
    "previewed": "cyan",
    "blocked": "red",
    "open": "yellow",
    "nothing due": "dim",
}


def standing(
    estate: Estate, period: str, customer_id: str | None, outcome: Outcome
) -> dict[str, Any]:
    """What came of each customer's period, its blockers and warnings."""
    where = {"period": period, "customer_id": customer_id}
    periods = ask(
        estate,
        "select p.customer_id, p.status, p.period_start, p.period_end, d.document_id, d.kind, "
        "p.currency, d.net, d.gross, d.due_day "
        "from periods as p left join (from documents qualify row_number() over ("
        "partition by customer_id, period order by number nulls first) = 1) as d "
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
        "warnings": outcome.warnings,
        "documents": str(estate.settings.output.data / "documents" / period),
    }


def show(found: Mapping[str, Any]) -> None:
    """A row for each customer, the warnings, and where the files are."""
    customers = found["customers"]
    terminal.table(
        ("customer", "status", "net", "gross", "", "due"),
        [_cells(row) for row in customers],
        title=f"period {found['period']}",
        right=("net", "gross"),
        styles={"status": STYLES},
    )
    for row in found["blockers"]:
        if row["is_warning"]:
            click.secho(f"warning: {blocker(row)}", err=True, fg="yellow")
    terminal.warn(found["warnings"])
    click.echo(f"files: {found['documents']}")


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row["customer_id"],
        row["status"].replace("_", " "),
        amount(row["net"], row["currency"]),
        amount(row["gross"], row["currency"]),
        row["currency"] if row["net"] is not None else "",
        str(row["due_day"] or ""),
    )


def amount(amount: Any, currency: str) -> str:
    from pipelines.estate.currencies import minor_digits

    return "" if amount is None else f"{amount:,.{minor_digits(currency)}f}"


def blocker(row: Row) -> str:
    where = f" {row['directory_id']}" if row["directory_id"] else ""
    return terminal.plain(f"{row['customer_id']}: {row['code']}{where}: {row['detail']}")


def reasons(found: Mapping[str, Any]) -> list[str]:
    """Why the call did not do what was asked: blockers, or nothing that was over."""
    blocked = [f"blocked: {blocker(row)}" for row in found["blockers"] if not row["is_warning"]]
    customers = found["customers"]
    if customers and all(row["status"] == "open" for row in customers):
        ends = min(row["period_end"] for row in customers)
        return [f"period {found['period']} is not over: it ends on {ends} at the earliest"]
    return blocked


def missing(estate: Estate, period: str) -> dict[str, tuple[date, date]]:
    """Of each directory with days that nobody saw, the first span of them in the period."""
    spans = ask(
        estate,
        "with days as (select distinct c.directory_id, c.day, c.day - row_number() over "
        "(partition by c.directory_id order by c.day)::integer as island "
        "from blockers as b inner join periods as p "
        "on b.customer_id = p.customer_id and b.period = p.period "
        "inner join coverage as c on b.directory_id = c.directory_id "
        "and c.day >= b.since and c.day < p.period_end and c.status = 'missing' "
        "where b.period = $period and b.code = 'missing_days') "
        "select directory_id, min(day), max(day) + 1 from days "
        "group by directory_id, island order by all",
        {"period": period},
    )
    return {directory: (first, end) for directory, first, end in reversed(spans)}


def hints(
    found: Mapping[str, Any], missing: Mapping[str, tuple[Any, Any]], command: str
) -> Iterator[str]:
    """One for each code that blocks, with the values of its first blocker.

    `missing` has of a directory the first span of days in the period that nobody saw; `command` is
    how `prorata` was called.
    """
    firsts: dict[str, Row] = {}
    for row in found["blockers"]:
        if not row["is_warning"]:
            firsts.setdefault(row["code"], row)
    for code, row in firsts.items():
        if said := _hint(code, row, missing.get(row["directory_id"])):
            yield said.replace("\nprorata ", f"\n{command} ")


def _hint(code: str, row: Row, span: tuple[Any, Any] | None) -> str:
    """What to do, and below it what could be typed."""
    where = row["directory_id"] or "DIRECTORY"
    moment = row["detail"].partition(": ")[0]
    first, end = span or ("FROM", "TO")
    sign = "--by NAME --reason TEXT"
    return {
        "held_observation": "find out whether people really left, then --accept or --discard:\n"
        f"prorata release {where} {moment} --accept {sign}",
        "missing_days": "import the looks of those days, or say what they were, "
        f"--carry or --empty:\nprorata cover {where} {first} {end} --carry {sign}",
        "never_observed": f"bring a look at {where} in, or give its row in directories.csv "
        "an observed_from:\nprorata import BATCH",
        "unmapped_sku": "add a row to skus.csv for each SKU (a blank product_code is not billed):\n"
        "SKU,product_code,reason",
        "no_price": "add a row to price_book.csv for each product, in the customer's currency",
        "wrong_currency": "correct the currency in customers.csv or in price_book.csv",
        "unbilled_days": "set billing_day back; or set billing_from to the first day after them, "
        "and charge for them by a row of adjustments.csv on that day",
        "currency_changed": "set the currency of customers.csv back; what became known of "
        "directories is corrected in the old one:\n"
        f"prorata correct {row.get('period') or 'PERIOD'}",
        "payer_conflict": "say in people.csv who pays, or end one of the rows of payers.csv",
    }.get(code, "")
