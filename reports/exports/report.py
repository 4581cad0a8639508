"""The month for finance as a page: what was billed, what changed, and what is in the way."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from reports import webpage
from reports.letter import colours
from reports.locales import Writing
from reports.period import Curve, Period
from reports.pictures import bars, curve
from reports.workbook import Cell, Table

TOP = 12  # bars of a picture
UNREAD = ("locale", "person_id")
LISTED = 200  # rows of a table; the workbook has all


def write(period: Period) -> dict[str, bytes]:
    given = {
        "period": period,
        "tables": {name: _cut(table) for name, table in period.tables.items()},
        "left_out": {name: max(0, len(t.rows) - LISTED) for name, t in period.tables.items()},
        "counts": Counter(_column(period.tables["changes"], "change")),
        "people": curve(total(period.label, period.people), "People billed on each day"),
        "moves": _moves(period.tables["customers"]),
        "shown": shown,
    }
    made = webpage.page("report.html.j2", style(period), given)
    return {f"report-{period.label}.html": made}


def style(period: Period) -> str:
    accent, ink = colours(period.accent)
    return f":root {{ --accent: {accent}; --ink: {ink}; }}\n{webpage.sheet('report.css')}"


def shown(cell: Cell) -> str:
    """A cell as a person reads it; a Decimal has its currency's decimals already."""
    match cell:
        case None:
            return ""
        case Decimal():
            digits = max(0, -int(cell.as_tuple().exponent))
            return Writing("en_GB", "EUR", digits).amount(cell)
        case bool():
            return "yes" if cell else "no"
        case int():
            return Writing("en_GB", "EUR", 0).count(cell)
        case datetime() | date():
            return cell.isoformat()[:10]
    return str(cell)


def _cut(table: Table) -> Table:
    """As many rows and those columns that a person reads."""
    kept = [at for at, name in enumerate(table.columns) if name not in UNREAD]
    rows = [[row[at] for at in kept] for row in table.rows[:LISTED]]
    return Table(table.name, tuple(table.columns[at] for at in kept), rows)


def _column(table: Table, name: str) -> list[Cell]:
    at = table.columns.index(name)
    return [row[at] for row in table.rows]


def total(period: str, people: Mapping[str, Curve]) -> Curve:
    """People per day of the month over all customers: periods may begin on any day of it."""
    days: Counter[date] = Counter()
    for points in people.values():
        days.update({day: count for day, count in points if f"{day:%Y-%m}" == period})
    return tuple(sorted(days.items()))


def _moves(customers: Table) -> dict[str, str]:
    """Of each currency, the customers whose net changed most since the month before."""
    rows: dict[str, list[tuple[str, float, str]]] = {}
    columns = [customers.columns.index(name) for name in ("name", "currency", "change")]
    for name, currency, change in ([row[at] for at in columns] for row in customers.rows):
        if isinstance(change, Decimal) and change:
            rows.setdefault(str(currency), []).append((str(name), float(change), shown(change)))
    return {
        currency: bars(
            sorted(found, key=lambda row: (-abs(row[1]), row[0]))[:TOP],
            f"Change of net since the month before, {currency}",
        )
        for currency, found in sorted(rows.items())
    }
