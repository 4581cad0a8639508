"""CSV: one row per line, for a spreadsheet or a script. UTF-8, RFC 4180.

A line end within a text is \\n and a tab is a blank; any other control character is U+FFFD, so
that a reader sees that something stood there. A text that a spreadsheet would run begins with an
apostrophe instead. Numbers and dates are never touched. Each note of a preview begins with PREVIEW.
"""

import csv
import io
import re
from datetime import date
from decimal import Decimal

from reports.decimals import fixed, trimmed
from reports.document import Document, Line
from reports.text import printable

COLUMNS = (
    "document_id",
    "line_no",
    "line_key",
    "kind",
    "corrects_number",
    "customer_id",
    "period_start",
    "period_end",
    "person_id",
    "display_name",
    "user_principal_name",
    "department",
    "product_code",
    "product_name",
    "from_day",
    "to_day",
    "days",
    "days_in_period",
    "unit_price",
    "tax_category",
    "tax_rate",
    "amount",
    "note",
)

# A spreadsheet runs what begins with one of these, also in full width, and skips blanks, invisible
# characters and quotes before it. Where the list separator is the semicolon, it splits cells at
# semicolons and line ends even inside our quotes: what follows one begins a cell as well.
_BEFORE = r"[\s\"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd]*"
_FORMULA = re.compile(rf"(^|[;\n])(?={_BEFORE}[=+\-@＝＋－＠])")


def write(document: Document) -> bytes:
    """One row per line, money with the currency's digits, prices with at least two decimals."""
    page = io.StringIO(newline="")
    rows = csv.writer(page, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows(_row(document, line) for line in document.lines)
    return page.getvalue().encode("utf-8")


def _row(document: Document, line: Line) -> list[str]:
    cells = [document.document_id, *(getattr(line, column) for column in COLUMNS[1:-1])]
    cells.append(note(document, line))
    return [
        _number(column, cell, document.minor_digits) if isinstance(cell, Decimal) else _cell(cell)
        for column, cell in zip(COLUMNS, cells, strict=True)
    ]


def note(document: Document, line: Line) -> str:
    """A preview says so in each row: rows are copied away from the name of their file."""
    return f"PREVIEW {line.note}".rstrip() if document.status == "preview" else line.note


def _number(column: str, value: Decimal, minor_digits: int) -> str:
    if column == "amount":
        return fixed(value, minor_digits)
    return trimmed(value, 2 if column == "unit_price" else 0)


def _cell(value: str | int | date | None) -> str:
    if isinstance(value, str):
        return inert(value)
    return "" if value is None else str(value)


def inert(text: str) -> str:
    """The text such that no spreadsheet takes it, or a part of it, for a formula."""
    return _FORMULA.sub(r"\1'", printable(text))
