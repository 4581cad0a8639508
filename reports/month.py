"""Pictures of a month: people per day, what changed most, and where the margin comes from."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from reports.period import Curve, Period
from reports.pictures import bars, curve
from reports.workbook import Cell, Table, shown

TOP = 12  # bars of a picture


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and what stands above it."""

    title: str
    drawn: Markup


def pictures(period: Period, *, is_named: bool = True) -> list[Picture]:
    """`is_named` writes customers and products by name, else by their ids."""
    label = "name" if is_named else "customer_id"
    product = "product_name" if is_named else "product_code"
    people = curve(total(period.label, period.people), "People billed on each day")
    asked = (
        ("customers", label, "change", "Change of net since the month before"),
        ("customers", label, "margin", "Margin by customer"),
        ("products", product, "margin", "Margin by product"),
    )
    drawn = (
        picture
        for table, named, column, title in asked
        for picture in _ranked(period.tables[table], (named, column), title)
    )
    return [Picture("People per day", people), *drawn]


def total(period: str, people: Mapping[str, Curve]) -> Curve:
    """People per day of the month over all customers: periods may begin on any day of it."""
    days: Counter[date] = Counter()
    for points in people.values():
        days.update({day: count for day, count in points if f"{day:%Y-%m}" == period})
    return tuple(sorted(days.items()))


def _ranked(table: Table, columns: tuple[str, str], title: str) -> Iterator[Picture]:
    """Of each currency, the rows whose amount is furthest from zero."""
    named, column = columns
    rows: dict[str, list[tuple[str, float, str]]] = {}
    for row in table.records():
        amount = row[column]
        if isinstance(amount, Decimal) and amount:
            bar = (str(row[named] or "–"), float(amount), _written(row, column, amount))
            rows.setdefault(str(row["currency"]), []).append(bar)
    for currency, found in sorted(rows.items()):
        ordered = sorted(found, key=lambda bar: (-abs(bar[1]), bar[0]))[:TOP]
        yield Picture(f"{title}, {currency}", bars(ordered, f"{title}, {currency}"))


def _written(row: Mapping[str, Cell], column: str, amount: Decimal) -> str:
    percent = row.get(f"{column}_percent")
    return shown(amount) if percent is None else f"{shown(amount)} ({shown(percent)} %)"
