"""What an invoice's page shows: the document's lines in sections, every cell in words.

Lines keep the document's order. A section holds the lines of one product, period and tax, and of
one corrected document; it adds up to what was rounded at once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from reports.document import Document, Line
from reports.locales import Writing
from reports.notes import is_of_rule, noted
from reports.words import Saying, Words

# The days of these are unit-days: no one person stands behind them.
UNIT_KINDS = ("minimum", "unassigned", "counted")
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """A line as printed. Title, subtitle, department and note are text from outside or a label."""

    number: str
    is_person: bool
    title: str
    subtitle: str
    department: str
    span: str
    has_breaks: bool
    days: str
    price: str
    amount: str
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one product; `about` says what is particular to it."""

    title: str
    about: tuple[Saying, ...]
    has_people: bool
    people: str
    person_days: str
    tax_rate: str
    amount: str
    rows: tuple[Row, ...]


def sections(document: Document, writing: Writing) -> list[Section]:
    """In the order in which the document first mentions them."""
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in document.lines:
        groups.setdefault(section_key(line), []).append(line)
    return [_section(document, lines, writing) for lines in groups.values()]


def explanations(lines: Iterable[Line], words: Words) -> list[str]:
    """How the amounts came about, in sentences for the rules that these lines follow."""
    lines = list(lines)
    rules = {line.proration for line in lines}
    known = ("actual_days", "full_period", "fixed_30", "until_period_end")
    keys = [f"how_{rule}" for rule in known if rule in rules]
    keys.append("how_rounding")
    if any(line.kind in UNIT_KINDS for line in lines):
        keys.append("how_unit_days")
    if any(line.corrects_number for line in lines):
        keys.append("how_correction")
    return [words[key] for key in keys]


def section_key(line: Line) -> tuple[object, ...]:
    product = (line.product_code, line.product_name)
    period = (line.period_start, line.period_end)
    return (*product, *period, line.corrects_number, line.tax_category, line.tax_rate)


def _section(document: Document, lines: list[Line], writing: Writing) -> Section:
    first = lines[0]
    persons = [line for line in lines if line.kind == "person"]
    people = len({line.person_id for line in persons})
    days = sum(line.days or 0 for line in persons)
    return Section(
        title=_title(first, writing.words),
        about=tuple(_about(document, lines, writing)),
        has_people=bool(persons),
        people=writing.count(people) if persons else NOTHING,
        person_days=writing.count(days) if persons else NOTHING,
        tax_rate=writing.rate(first.tax_rate),
        amount=writing.amount(sum((line.amount for line in lines), Decimal(0))),
        rows=tuple(_row(document, line, writing) for line in lines),
    )


def _title(line: Line, words: Words) -> str:
    """The product; adjustments to none have a name of ours, which the page says in its words."""
    if line.kind == "adjustment" and not line.product_code:
        return words["adjustments"]
    return line.product_name or line.product_code or words[line.kind]


def _about(document: Document, lines: list[Line], writing: Writing) -> Iterator[Saying]:
    first, words = lines[0], writing.words
    if first.corrects_number:
        yield words.say("correction_of", number=first.corrects_number)
    if (first.period_start, first.period_end) != (document.period_start, document.period_end):
        yield Saying("{span}", {"span": writing.span(first.period_start, first.period_end)})
    for rule in dict.fromkeys(line.proration for line in lines):
        if f"rule_{rule}" in words.labels:
            yield words.say(f"rule_{rule}")


def _row(document: Document, line: Line, writing: Writing) -> Row:
    title, subtitle, note = _said(line, writing)
    return Row(
        number=writing.count(line.line_no),
        is_person=line.kind == "person",
        title=title,
        subtitle=subtitle,
        department=line.department or "",
        span=_span(document, line, writing),
        has_breaks=_has_breaks(line),
        days=_days(line, writing),
        price=NOTHING if line.unit_price is None else writing.price(line.unit_price),
        amount=writing.amount(line.amount),
        note=note,
    )


def _said(line: Line, writing: Writing) -> tuple[str, str, str]:
    """Title, subtitle and note, none of them saying what another one says already."""
    # How the product is prorated stands above its people already.
    words, note = writing.words, "" if is_of_rule(line) else noted(line, writing)
    principal = line.user_principal_name or ""
    if line.kind == "person":
        title = line.display_name or principal or line.person_id or words["person"]
        return title, "" if title == principal else principal, note
    if line.kind == "adjustment":
        title = line.display_name or line.note or words["adjustment"]
        return title, line.person_id or "", "" if title == line.note else line.note
    return words[line.kind], words[f"{line.kind}_means"], note


def _span(document: Document, line: Line, writing: Writing) -> str:
    if line.from_day is None or line.to_day is None:
        return ""
    # The period's year goes without saying, unless the days are of another.
    years = {line.from_day.year, line.to_day.year}
    return writing.span(
        line.from_day, line.to_day, with_year=not years <= {document.period_start.year}
    )


def _has_breaks(line: Line) -> bool:
    """Fewer days than from the first to the last; a correction's days are a difference."""
    if line.kind != "person" or line.corrects_number or line.days is None:
        return False
    if line.from_day is None or line.to_day is None:
        return False
    return line.days < (line.to_day - line.from_day).days


def _days(line: Line, writing: Writing) -> str:
    if line.days is None:
        return NOTHING
    days = writing.count(line.days)
    if line.kind in UNIT_KINDS:
        return writing.words.counted("unit_day", line.days, days)
    if line.days_in_period is None:
        return writing.words.counted("day", line.days, days)
    return writing.words["days_of"].format(
        days=days, days_in_period=writing.count(line.days_in_period)
    )
