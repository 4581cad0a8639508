"""XLSX: a sheet with a row per line, the columns of CSV, and one with the document's totals."""

from collections.abc import Iterator
from decimal import Decimal

from reports.decimals import exact, significant
from reports.document import Document, Line
from reports.formats.csv import COLUMNS, note
from reports.sheet import day_of
from reports.workbook import Cell, Table, workbook


def write(document: Document) -> bytes:
    """The same document gives the same bytes; money has the decimals of its currency."""
    title = f"{document.kind} {document.number or document.document_id}"
    lines = [_row(document, line) for line in document.lines]
    totals = [list(row) for row in _totals(document)]
    tables = (Table("lines", COLUMNS, lines), Table("document", ("", "value", "tax"), totals))
    return workbook(title, day_of(document), tables)


def _row(document: Document, line: Line) -> list[Cell]:
    cells = [document.document_id, *(getattr(line, column) for column in COLUMNS[1:-1])]
    cells.append(note(document, line))
    return [
        _number(column, cell, document.minor_digits) if isinstance(cell, Decimal) else cell
        for column, cell in zip(COLUMNS, cells, strict=True)
    ]


def _number(column: str, value: Decimal, minor_digits: int) -> Decimal:
    if column == "amount":
        return exact(value, minor_digits)
    least = 2 if column == "unit_price" else 0
    return exact(value, max(least, significant(value)))


def _totals(document: Document) -> Iterator[tuple[Cell, ...]]:
    def money(value: Decimal) -> Decimal:
        return exact(value, document.minor_digits)

    for name in ("document_id", "number", "kind", "status", "customer_id", "corrects_number"):
        yield name, getattr(document, name), None
    yield "buyer", document.buyer.legal_name or document.buyer.name, None
    for name in ("period", "period_start", "period_end", "due_day", "currency"):
        yield name, getattr(document, name), None
    for tax in document.taxes:
        label = f"{tax.tax_category} {exact(tax.tax_rate, significant(tax.tax_rate))} %"
        yield label, money(tax.net), money(tax.tax)
    for name in ("net", "tax", "gross"):
        yield name, money(getattr(document, name)), None
    yield "content_hash", document.content_hash, None
