"""Tables as an XLSX workbook: a text is always a text, a number a number, the same bytes always.

Rows are written as they come, so a long table takes no memory. Nothing in a workbook of ours is a
formula or a link, whatever its text looks like.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from reports.locales import Writing
from reports.text import printable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | Decimal | date | None

LONGEST_TEXT = 32_767  # what a cell can hold
LONGEST_NAME = 31  # of a sheet
NO_FORMULAS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS = (8, 48)
DAY_WIDTH = 11
SEEN = 200  # rows that decide how a column looks


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet; the decimals of a Decimal are those that are shown."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]

    def records(self) -> list[Mapping[str, Cell]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


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


def workbook(title: str, day: date, tables: Iterable[Table]) -> bytes:
    """`day` stands for when it was made, so that it says the same each time."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, NO_FORMULAS) as book:
        book.set_properties(
            {"title": printable(title), "created": datetime(day.year, day.month, day.day)}
        )
        formats = Formats(book)
        for table in tables:
            _fill(book.add_worksheet(table.name[:LONGEST_NAME]), table, formats)
    return made.getvalue()


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: "Workbook") -> None:
        self._add = partial(self._made, book)
        self._known: dict[str, Format] = {}
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        self.head: Format = book.add_format(head)
        self.figure: Format = book.add_format({**head, "align": "right"})

    def _made(self, book: "Workbook", pattern: str) -> "Format":
        return book.add_format({"num_format": pattern})

    def of(self, pattern: str) -> "Format":
        if pattern not in self._known:
            self._known[pattern] = self._add(pattern)
        return self._known[pattern]


def _fill(sheet: "Worksheet", table: Table, formats: Formats) -> None:
    for at, width in enumerate(_widths(table)):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    for at, name in enumerate(table.columns):
        sheet.write(0, at, name, formats.figure if _counts(table, at) else formats.head)
    for number, row in enumerate(table.rows, start=1):
        for at, cell in enumerate(row):
            _put(sheet, number, at, cell, formats)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _put(sheet: "Worksheet", row: int, at: int, cell: Cell, formats: Formats) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_string(row, at, "yes" if cell else "no")
        case Decimal() if _is_exact(cell):
            sheet.write_number(row, at, float(cell), formats.of(_pattern(cell)))
        case Decimal():
            sheet.write_string(row, at, f"{cell:f}")
        case int():
            sheet.write_number(row, at, cell, formats.of("#,##0"))
        case datetime():
            moment = cell.replace(tzinfo=None)
            sheet.write_datetime(row, at, moment, formats.of("yyyy-mm-dd hh:mm"))
        case date():
            sheet.write_datetime(row, at, _noon(cell), formats.of("yyyy-mm-dd"))
        case str():
            sheet.write_string(row, at, _fitting(cell))


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _is_exact(number: Decimal) -> bool:
    """Whether a spreadsheet, which counts in binary, would show the number as it is."""
    return Decimal(repr(float(number))) == number


def _pattern(number: Decimal) -> str:
    digits = max(0, -int(number.as_tuple().exponent))
    return "#,##0" + ("." + "0" * digits if digits else "")


def _fitting(text: str) -> str:
    text = printable(text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _counts(table: Table, at: int) -> bool:
    """Whether a column holds numbers, by its first rows."""
    cells = [row[at] for row in table.rows[:SEEN]]
    return any(isinstance(cell, int | Decimal) and not isinstance(cell, bool) for cell in cells)


def _widths(table: Table) -> Iterator[int]:
    """By the head and the first rows: a long table is not read twice."""
    least, most = WIDTHS
    for at, name in enumerate(table.columns):
        cells: list[Any] = [row[at] for row in table.rows[:SEEN]]
        longest = max((_length(cell) for cell in cells), default=0)
        yield max(least, min(most, max(len(name), longest) + 2))


def _length(cell: Cell) -> int:
    return DAY_WIDTH if isinstance(cell, date) else len(str(cell or ""))
