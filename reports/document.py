"""The port: what a report accepts. Whoever wants a document printed builds one of these.

Money is Decimal in the document's currency, dates are civil days, ends are exclusive. Every
fault that would make a document contradict itself is raised as ValueError when it is built, so
that no format has to doubt what it prints.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from reports.decimals import significant

DOCUMENT_KINDS = ("invoice", "credit_note")
STATUSES = ("preview", "draft", "approved", "issued")
LINE_KINDS = ("person", "minimum", "unassigned", "flat", "counted", "adjustment")
LOGO_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
NO_MONEY = Decimal(0)


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells or who buys, as printed."""

    name: str
    legal_name: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    vat_id: str | None = None
    email: str | None = None
    iban: str | None = None
    electronic_address: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One charge of a document. `unit_price` is per unit and month, after discount."""

    line_no: int
    line_key: str
    kind: str
    corrects_number: str | None
    customer_id: str
    period_start: date
    period_end: date
    person_id: str | None
    display_name: str | None
    user_principal_name: str | None
    department: str | None
    product_code: str | None
    product_name: str | None
    from_day: date | None
    to_day: date | None
    days: int | None
    days_in_period: int | None
    unit_price: Decimal | None
    proration: str | None
    tax_category: str
    tax_rate: Decimal
    amount: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """What one category and rate (in percent) adds up to."""

    tax_category: str
    tax_rate: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or credit note, draft or issued. Amounts of a credit note are what is credited.

    `issued_at` is aware, in the zone whose civil date is to be printed as the day of issue.
    """

    document_id: str
    number: str | None
    kind: str
    status: str
    customer_id: str
    seller: Party
    buyer: Party
    purchase_order: str | None
    buyer_reference: str | None
    exemption_reason: str | None
    currency: str
    minor_digits: int
    locale: str
    period: str
    period_start: date
    period_end: date
    corrects_number: str | None
    issued_at: datetime | None
    due_day: date | None
    payment_days: int
    net: Decimal
    tax: Decimal
    gross: Decimal
    taxes: tuple[Tax, ...]
    lines: tuple[Line, ...]
    content_hash: str
    accent: str | None = None
    logo: bytes | None = None
    logo_type: str | None = None

    def __post_init__(self) -> None:
        faults = [*_word_faults(self), *_line_faults(self), *_digit_faults(self)]
        # Sums of numbers that are no numbers would only repeat the fault, or raise another.
        faults = faults or [*_total_faults(self), *_tax_faults(self)]
        if faults:
            name = self.number or self.document_id
            raise ValueError("; ".join(f"document {name}: {fault}" for fault in faults))


def _word_faults(document: Document) -> Iterator[str]:
    yield from _outside("kind", document.kind, DOCUMENT_KINDS)
    yield from _outside("status", document.status, STATUSES)
    if document.status == "issued" and not (document.number and document.issued_at):
        yield "issued, but without number or issued_at"
    if document.issued_at and document.issued_at.tzinfo is None:
        yield f"issued_at {document.issued_at} has no time zone"
    if document.logo is not None:
        yield from _outside("logo_type", document.logo_type, LOGO_TYPES)


def _outside(what: str, value: str | None, allowed: tuple[str, ...]) -> Iterator[str]:
    if value not in allowed:
        yield f"unknown {what} {value!r} (use {', '.join(allowed)})"


def _line_faults(document: Document) -> Iterator[str]:
    for expected, line in enumerate(document.lines, start=1):
        if line.line_no != expected:
            yield f"line_no {line.line_no} stands where {expected} belongs"
            return
    for line in document.lines:
        yield from _outside(f"kind of line {line.line_no}", line.kind, LINE_KINDS)


def _digit_faults(document: Document) -> Iterator[str]:
    """Every amount must be a finite number that the currency can express."""
    if document.minor_digits < 0:
        yield f"minor_digits {document.minor_digits} is below zero"
        return
    for what, amount in _amounts(document):
        if not amount.is_finite():
            yield f"{what} is {amount}, not an amount"
        elif significant(amount) > document.minor_digits:
            yield (
                f"{what} {amount} has more than the {document.minor_digits} decimals "
                f"of {document.currency}"
            )
    for line in document.lines:
        for what, number in (("unit_price", line.unit_price), ("tax_rate", line.tax_rate)):
            if number is not None and not number.is_finite():
                yield f"{what} of line {line.line_no} is {number}, not a number"


def _amounts(document: Document) -> Iterator[tuple[str, Decimal]]:
    yield "net", document.net
    yield "tax", document.tax
    yield "gross", document.gross
    for tax in document.taxes:
        yield f"net of {tax.tax_category} {tax.tax_rate}", tax.net
        yield f"tax of {tax.tax_category} {tax.tax_rate}", tax.tax
    for line in document.lines:
        yield f"amount of line {line.line_no}", line.amount


def _total_faults(document: Document) -> Iterator[str]:
    yield from _unequal(document.net, "net", _total(x.amount for x in document.lines), "its lines")
    yield from _unequal(document.net, "net", _total(x.net for x in document.taxes), "its taxes")
    yield from _unequal(document.tax, "tax", _total(x.tax for x in document.taxes), "its taxes")
    yield from _unequal(document.gross, "gross", document.net + document.tax, "net and tax")


def _total(amounts: Iterator[Decimal]) -> Decimal:
    return sum(amounts, NO_MONEY)


def _unequal(stated: Decimal, what: str, found: Decimal, where: str) -> Iterator[str]:
    if stated != found:
        yield f"{what} {stated} is not the {found} that {where} add up to"


def _tax_faults(document: Document) -> Iterator[str]:
    """Each category and rate stands once and covers exactly its lines."""
    nets: dict[tuple[str, Decimal], Decimal] = {}
    for line in document.lines:
        key = (line.tax_category, line.tax_rate)
        nets[key] = nets.get(key, NO_MONEY) + line.amount
    stated = [(tax.tax_category, tax.tax_rate) for tax in document.taxes]
    for category, rate in sorted(nets.keys() - set(stated)):
        yield f"no tax for {category} {rate}, which lines have"
    for tax, key in zip(document.taxes, stated, strict=True):
        if stated.count(key) > 1:
            yield f"tax of {key[0]} {key[1]} stands more than once"
        found = nets.get(key, NO_MONEY)
        yield from _unequal(tax.net, f"net of {key[0]} {key[1]}", found, "its lines")
