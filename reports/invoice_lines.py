"""The lines of an e-invoice: each shows its proration as days × price ÷ days of the period.

Where that is not the amount to the cent or two (rule R120 of Peppol allows 0.02), a line is one
piece at its amount. A long document has a line for each product; its people are in the annex.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from reports.decimals import fixed, trimmed
from reports.document import Document, Line
from reports.locales import ONE_DAY, Writing
from reports.notes import noted
from reports.page import section_key
from reports.text import displayable
from reports.words import Words

MOST_LINES = 200
SLACK = Decimal("0.02")
DAY, MONTH, PIECE = "DAY", "MON", "C62"  # UN/ECE Recommendation 20
NEVER = Decimal(0)


def lines(document: Document) -> list[dict[str, Any]]:
    writing = Writing(document.locale, document.currency, document.minor_digits)
    if len(document.lines) <= MOST_LINES:
        return [_of_one(document, line, writing) for line in document.lines]
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in document.lines:
        groups.setdefault(section_key(line), []).append(line)
    return [
        _of_many(document, at, group, writing.words) for at, group in enumerate(groups.values(), 1)
    ]


def is_grouped(document: Document) -> bool:
    """Whether its people are in the annex alone."""
    return len(document.lines) > MOST_LINES


def period_of(document: Document) -> tuple[date, date]:
    """First and last day: the norm includes both."""
    last = document.period_end - ONE_DAY
    return document.period_start, max(document.period_start, last)


def _of_one(document: Document, line: Line, writing: Writing) -> dict[str, Any]:
    about = [*_who(line), *_corrects(line, writing.words), noted(line, writing)]
    return _line(
        document,
        str(line.line_no),
        [line],
        name=_item(line, writing.words),
        about=about,
        span=(line.from_day or line.period_start, line.to_day or line.period_end),
    ) | {"BT-128": {None: _text(line.line_key)}}


def _of_many(document: Document, at: int, group: Sequence[Line], words: Words) -> dict[str, Any]:
    first = group[0]
    persons = {line.person_id for line in group if line.kind == "person"}
    counted = [words.counted("person", len(persons), str(len(persons)))] if persons else []
    return _line(
        document,
        str(at),
        group,
        name=_text(first.product_name) or _text(first.product_code) or words["adjustments"],
        about=[*counted, *_corrects(first, words)],
        span=(first.period_start, first.period_end),
    )


def _line(
    document: Document,
    number: str,
    group: Sequence[Line],
    *,
    name: str,
    about: Iterable[str | None],
    span: tuple[date, date],
) -> dict[str, Any]:
    first = group[0]
    amount = sum((line.amount for line in group), NEVER)
    quantity, unit, price, base = _quantity(group, amount)
    given = {
        "BT-126": number,
        "BT-129": trimmed(quantity, 0),
        "BT-130": unit,
        "BT-131": fixed(amount, document.minor_digits),
        "BT-146": trimmed(price, document.minor_digits),
        "BT-149": trimmed(base, 0),
        "BT-151": first.tax_category,
        "BT-152": None if first.tax_category == "O" else trimmed(first.tax_rate, 0),
        "BT-153": name,
        "BT-154": " · ".join(filter(None, map(_text, about))),
        "BT-155": _text(first.product_code),
        **_span(document, *span),
    }
    return {term: value for term, value in given.items() if value not in (None, "")}


def _quantity(group: Sequence[Line], amount: Decimal) -> tuple[Decimal, str, Decimal, Decimal]:
    """Quantity, unit, price and its base; the first that comes to the amount."""
    for quantity, unit, price, base in _prorated(group):
        if quantity and base > 0 and abs(quantity * price / base - amount) <= SLACK:
            return quantity, unit, price, base
    sign = Decimal(-1 if amount < 0 else 1)
    return sign, PIECE, abs(amount), Decimal(1)


def _prorated(group: Sequence[Line]) -> Iterator[tuple[Decimal, str, Decimal, Decimal]]:
    """As the amount came about, if one price and one period stand behind all of it."""
    first = group[0]
    alike = {(line.unit_price, line.days_in_period, line.proration) for line in group}
    if len(alike) > 1 or first.unit_price is None or first.unit_price < 0:
        return
    days = Decimal(sum(line.days or 0 for line in group))
    if first.days_in_period:
        yield days, DAY, first.unit_price, Decimal(first.days_in_period)
    if first.proration == "fixed_30":
        capped = sum(min(line.days or 0, 30) for line in group)
        yield Decimal(capped), DAY, first.unit_price, Decimal(30)
    yield Decimal(len(group)), MONTH, first.unit_price, Decimal(1)


def _item(line: Line, words: Words) -> str:
    named = (line.product_name, line.product_code, line.display_name, line.note)
    return next(filter(None, map(_text, named)), words[line.kind])


def _who(line: Line) -> Iterator[str | None]:
    if line.kind == "person":
        yield line.display_name or line.user_principal_name or line.person_id
        yield line.user_principal_name if line.display_name else None
        yield line.department


def _corrects(line: Line, words: Words) -> Iterator[str]:
    if line.corrects_number:
        yield str(words.say("correction_of", number=line.corrects_number))


def _span(document: Document, start: date, end: date) -> dict[str, date]:
    """Days of the line, both included, where they lie within the document's (R110, R111)."""
    first, last = period_of(document)
    given = (start, max(start, end - ONE_DAY))
    if given[0] < first or given[1] > last:
        return {}
    return dict(zip(("BT-134", "BT-135"), given, strict=True))


def _text(text: str | None) -> str:
    return displayable(text or "").strip()
