"""Issued documents as accounting and PSA programs book them: rows of CSV, a file at a time.

Such programs multiply quantity by price and round again, so a prorated line is one piece at its
exact amount. Every line carries its key where there is room, to be found again.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reports.decimals import exact, fixed, trimmed
from reports.document import Document, Line
from reports.formats.csv import inert
from reports.locales import ONE_DAY, Writing
from reports.notes import noted
from reports.text import displayable

KINDS = {"invoice": "invoices", "credit_note": "credit-notes"}
NOTHING = Decimal(0)
LONGEST = 3900  # programs take 4000 characters, and the key stands behind


@dataclass(frozen=True, slots=True)
class Booking:
    """A line of a document, with the share of the document's tax that falls on it."""

    document: Document
    line: Line
    tax: Decimal

    @property
    def amount(self) -> str:
        return fixed(self.line.amount, self.document.minor_digits)

    @property
    def signed(self) -> str:
        """The amount, below zero where it is credited: for programs without credit notes."""
        is_credit = self.document.kind == "credit_note"
        amount = -self.line.amount if is_credit else self.line.amount
        return fixed(amount, self.document.minor_digits)

    @property
    def tax_amount(self) -> str:
        return fixed(self.tax, self.document.minor_digits)

    @property
    def tax_code(self) -> str:
        """Category and rate, S19: what the program calls it, its own settings say."""
        return f"{self.line.tax_category}{trimmed(self.line.tax_rate, 0)}"

    @property
    def item(self) -> str:
        return self.line.product_code or self.line.kind

    @property
    def customer(self) -> str:
        return self.document.buyer.legal_name or self.document.buyer.name

    @property
    def description(self) -> str:
        """Product, person, days, and what it corrects; the key stands apart."""
        return " · ".join(filter(None, map(displayable, self._parts())))

    def _parts(self) -> Iterator[str]:
        line, document = self.line, self.document
        writing = Writing(document.locale, document.currency, document.minor_digits)
        yield line.product_name or line.product_code or ""
        if line.kind == "person":
            yield line.display_name or line.user_principal_name or line.person_id or ""
        elif line.kind != "adjustment":
            yield writing.words[line.kind]
        if line.from_day and line.to_day:
            yield writing.span(line.from_day, line.to_day)
        if line.corrects_number:
            yield str(writing.words.say("correction_of", number=line.corrects_number))
        yield noted(line, writing)

    @property
    def keyed(self) -> str:
        return f"{self.description[:LONGEST]} [{self.line.line_key}]"


def bookings(document: Document) -> list[Booking]:
    """Each tax of the document is handed out to its lines, to the last unit."""
    shares: dict[int, Decimal] = {}
    for tax in document.taxes:
        key = (tax.tax_category, tax.tax_rate)
        lines = [line for line in document.lines if (line.tax_category, line.tax_rate) == key]
        portions = _portions(tax.tax, lines, document.minor_digits)
        shares |= {line.line_no: share for line, share in zip(lines, portions, strict=True)}
    return [Booking(document, line, shares[line.line_no]) for line in document.lines]


def _portions(whole: Decimal, lines: Sequence[Line], digits: int) -> list[Decimal]:
    """By amount and largest remainder; the earlier line wins a tie."""
    units = int(whole.scaleb(digits))
    total = Fraction(sum((line.amount for line in lines), NOTHING))
    exacts = [Fraction(line.amount) * units / total if total else Fraction(0) for line in lines]
    floors = [share.numerator // share.denominator for share in exacts]
    order = sorted(range(len(lines)), key=lambda at: (floors[at] - exacts[at], at))
    missing = units - sum(floors)
    for at in (order * (1 + abs(missing) // max(1, len(order))))[: max(0, missing)]:
        floors[at] += 1
    return [exact(Decimal(units).scaleb(-digits), digits) for units in floors]


@dataclass(frozen=True, slots=True)
class Books:
    """What a program imports: its name, its columns, and the cells of a booking."""

    name: str
    columns: Sequence[str]
    row: Callable[[Booking], Sequence[str | None]]

    def numbered(self, documents: Sequence[Document], most: int) -> dict[str, bytes]:
        """Files of as many documents as the program takes, credit notes in their own."""
        return {
            f"{self.name}-{said}-{number}.csv": self._file(part)
            for kind, said in KINDS.items()
            for number, part in split(of_kind(documents, kind), most)
        }

    def by_customer(self, documents: Sequence[Document]) -> dict[str, bytes]:
        """A file for each customer, credit notes in their own."""
        return {
            f"{self.name}-{said}-{customer_id}.csv": self._file(part)
            for kind, said in KINDS.items()
            for customer_id, part in by_customer(of_kind(documents, kind)).items()
        }

    def _file(self, documents: Iterable[Document]) -> bytes:
        booked = (each for document in documents for each in bookings(document))
        return file(self.columns, map(self.row, booked))


def of_kind(documents: Iterable[Document], kind: str) -> list[Document]:
    """Issued ones only, by number: nothing else has a place in the books."""
    found = [each for each in documents if each.status == "issued" and each.kind == kind]
    return sorted(found, key=lambda document: document.number or "")


def split(documents: Sequence[Document], most: int) -> Iterator[tuple[int, Sequence[Document]]]:
    """As many documents a file as the program takes, files numbered from one."""
    for at in range(0, len(documents), most):
        yield at // most + 1, documents[at : at + most]


def by_customer(documents: Iterable[Document]) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(document.customer_id, []).append(document)
    return dict(sorted(found.items()))


def file(columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> bytes:
    """CSV in UTF-8; no text of it runs in a spreadsheet, amounts are left alone."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell or "" for cell in row] for row in rows)
    return page.getvalue().encode("utf-8")


def text(value: str | None, most: int = 4000) -> str:
    """A text from outside, harmless and no longer than the program takes."""
    return inert((value or "")[:most])


def last_day(line: Line) -> str:
    """Of the line's days, or of its period; the program includes it."""
    end = line.to_day or line.period_end
    return (max(line.from_day or line.period_start, end - ONE_DAY)).isoformat()


def first_day(line: Line) -> str:
    return (line.from_day or line.period_start).isoformat()
