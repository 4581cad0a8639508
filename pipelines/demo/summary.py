"""What the demo came to: its documents by customer and period, as a table of 80 columns."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines import resources

QUERY = """
select
    d.customer_id, d.currency, d.period,
    sum(case when d.kind = 'credit_note' then -d.gross else d.gross end)::varchar
from documents as d group by all order by d.customer_id, d.period
"""


def table(folder: Path) -> str:
    """Gross amounts of all documents, a row a customer and a column a period."""
    _, rows = resources.ask(folder / "data" / "finance.duckdb", QUERY)
    periods = sorted({row[2] for row in rows})
    shown = Table(
        title="invoices, credit notes and drafts, gross",
        box=None,
        title_justify="left",
        pad_edge=False,
    )
    shown.add_column("customer")
    shown.add_column("")
    for period in periods:
        shown.add_column(period, justify="right")
    for customer_id, currency in sorted({(row[0], row[1]) for row in rows}):
        gross = {row[2]: row[3] for row in rows if row[0] == customer_id}
        shown.add_row(customer_id, currency, *(_shown(gross.get(p), currency) for p in periods))
    written = io.StringIO()
    Console(file=written, width=79).print(shown)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()).rstrip()


def _shown(gross: str | None, currency: str) -> str:
    from decimal import Decimal

    from pipelines.estate.currencies import minor_digits

    return "" if gross is None else f"{Decimal(gross):,.{minor_digits(currency)}f}"
