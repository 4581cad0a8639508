"""The month for finance as a page: what was billed, what changed, and what is in the way."""

from collections import Counter

from reports import webpage
from reports.letter import colours
from reports.month import pictures
from reports.period import Period
from reports.workbook import Cell, Table, shown

# What the workbook has and a page has no room for.
UNREAD = {"locale", "person_id", "costed_net", "uncosted_days", "cost_source"}
CROWDED = {"customers": {"customer_id", "documents", "person_days", "tax"}}
LISTED = 200  # rows of a table; the workbook has all


def write(period: Period) -> dict[str, bytes]:
    given = {
        "period": period,
        "totals": period.tables["summary"].records(),
        "tables": {name: _cut(table) for name, table in period.tables.items()},
        "left_out": {name: max(0, len(t.rows) - LISTED) for name, t in period.tables.items()},
        "counts": Counter(_column(period.tables["changes"], "change")),
        "pictures": pictures(period),
        "shown": shown,
    }
    made = webpage.page("report.html.j2", style(period), given)
    return {f"report-{period.label}.html": made}


def style(period: Period) -> str:
    accent, ink = colours(period.accent)
    return f":root {{ --accent: {accent}; --ink: {ink}; }}\n{webpage.sheet('report.css')}"


def _cut(table: Table) -> Table:
    """As many rows and those columns that a person reads."""
    unread = UNREAD | CROWDED.get(table.name, set())
    kept = [at for at, name in enumerate(table.columns) if name not in unread]
    rows = [[row[at] for at in kept] for row in table.rows[:LISTED]]
    return Table(table.name, tuple(table.columns[at] for at in kept), rows)


def _column(table: Table, name: str) -> list[Cell]:
    at = table.columns.index(name)
    return [row[at] for row in table.rows]
