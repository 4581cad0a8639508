"""A document as plain texts in the order of a page: what the Typst template is given, as JSON.

Every text is cleaned, cut where no page could hold it, and free of what no font can print. The
template gets data only: nothing of it is ever read as Typst.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from reports import fonts
from reports.document import Document, Party
from reports.letter import address, colours, payment, payment_days, period
from reports.locales import Writing
from reports.page import Row, Section, explanations, sections
from reports.text import displayable
from reports.words import Words

Sheet: TypeAlias = "str | int | bool | list[Sheet] | dict[str, Sheet] | None"

LETTER = ("US", "CA", "MX")
# A name may be as long as somebody types; more of it than this says no more.
LONGEST = 300
# A word that a column may be too narrow for can be broken at a joint, or else every few letters.
LONGEST_WORD = 16
PIECE = 8
_LONG = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_JOINT = re.compile(r"(?<=[@._\-/])(?=[^\W_])")
BREAK = "\u200b"


def sheet(document: Document) -> dict[str, Sheet]:
    writing = Writing(document.locale, document.currency, document.minor_digits)
    found = sections(document, writing)
    parts: dict[str, Sheet] = {
        **_page(document, writing),
        **_head(document, writing),
        **_totals(document, writing),
        "sections": [_section(section) for section in found],
        "explanations": list(explanations(document.lines, writing.words)),
        "labels": dict(writing.words.labels),
    }
    return {key: _printed(part) for key, part in parts.items()}


def texts(document: Document) -> Iterator[str]:
    """Every text from outside, as it was given: what a warning may have to name."""
    yield from _given(document.seller)
    yield from _given(document.buyer)
    named = (document.number, document.purchase_order, document.buyer_reference)
    yield from filter(None, [*named, document.exemption_reason, document.corrects_number])
    for line in document.lines:
        named = (line.display_name, line.user_principal_name, line.department)
        yield from filter(None, [*named, line.product_name, line.note])


def _given(party: Party) -> Iterator[str]:
    yield from filter(None, (getattr(party, name) for name in Party.__slots__))


def _page(document: Document, writing: Writing) -> dict[str, Sheet]:
    accent, ink = colours(document.accent)
    words = writing.words
    name = document.number or words[unnumbered(document)]
    before, _, rest = words["page_of"].partition("{page}")
    between, _, after = rest.partition("{pages}")
    return {
        "language": words.language,
        "fonts": list(fonts.families(document.locale)),
        "paper": "us-letter" if writing.territory in LETTER else "a4",
        "title": f"{words[document.kind]} {name} – {document.seller.name}",
        "author": document.seller.name,
        "day": list(day_of(document).timetuple()[:3]),
        "logo_alt": f"{words['logo']}: {document.seller.name}",
        "accent": accent,
        "ink": ink,
        "footer": f"{name} · {document.seller.name}",
        "page_of": [before, between, after],
        "watermark": None if document.status == "issued" else words[unnumbered(document)],
    }


def unnumbered(document: Document) -> str:
    """The label of what stands across a page that nobody shall take for an invoice."""
    return "preview" if document.status == "preview" else "draft"


def day_of(document: Document) -> date:
    """A PDF must bear a date: the day of issue, of a draft the end of its period."""
    return document.issued_at.date() if document.issued_at else document.period_end


def _head(document: Document, writing: Writing) -> dict[str, Sheet]:
    words = writing.words
    is_credit = document.kind == "credit_note"
    return {
        "kind": words[document.kind],
        "number": document.number if document.status == "issued" else None,
        "badge": None if document.status == "issued" else words[document.status],
        "seller": _party(document.seller, words),
        "buyer_head": words["credit_to" if is_credit else "bill_to"],
        "buyer": _party(document.buyer, words),
        "facts": [[words[label], value] for label, value in _facts(document, writing)],
        "payment": str(payment(document, writing)),
    }


def _party(party: Party, words: Words) -> list[Sheet]:
    lines: list[Sheet] = [party.name, *address(party, words.language)]
    if party.vat_id:
        lines.append(str(words.say("vat_id", vat_id=party.vat_id)))
    return [*lines, *filter(None, [party.email])]


def _facts(document: Document, writing: Writing) -> Iterator[tuple[str, str]]:
    yield "period", str(period(document, writing))
    if document.issued_at and document.status == "issued":
        yield "issued_on", writing.day(document.issued_at.date())
    for label in ("corrects_number", "purchase_order", "buyer_reference"):
        if value := getattr(document, label):
            yield label.removesuffix("_number"), value


def _totals(document: Document, writing: Writing) -> dict[str, Sheet]:
    words = writing.words
    taxes: list[Sheet] = [
        [
            words.get(f"tax_{tax.tax_category}", tax.tax_category),
            writing.rate(tax.tax_rate),
            writing.amount(tax.net),
            writing.amount(tax.tax),
        ]
        for tax in document.taxes
    ]
    is_credit = document.kind == "credit_note"
    is_payable = not is_credit and document.gross > 0
    due = writing.day(document.due_day) if document.due_day else None
    after = str(words.say("due_after", days=payment_days(document, writing)))
    return {
        "total_head": words[
            "total_credited" if is_credit else "total_due" if is_payable else "total"
        ],
        "due": (due or after) if is_payable else None,
        "currency": document.currency,
        "net": writing.money(document.net),
        "tax": writing.money(document.tax),
        "gross": writing.money(document.gross),
        "taxes": taxes,
        "has_rates": len(document.taxes) > 1,
        "has_departments": any(line.department for line in document.lines),
        "exemption": document.exemption_reason,
        "identity": str(
            words.say(
                "document_id",
                document_id=document.document_id,
                content_hash=document.content_hash,
            )
        ),
    }


def _section(section: Section) -> dict[str, Sheet]:
    return {
        "title": section.title,
        "about": [str(part) for part in section.about],
        "has_people": section.has_people,
        "people": section.people,
        "person_days": section.person_days,
        "tax_rate": section.tax_rate,
        "amount": section.amount,
        "rows": [_row(row) for row in section.rows],
    }


def _row(row: Row) -> list[Sheet]:
    """Position, who, what stands below, department, span, breaks, days, price, amount."""
    below: list[Sheet] = [text for text in (row.subtitle, row.note) if text]
    return [
        row.number,
        row.title,
        below,
        row.department,
        row.span,
        row.has_breaks,
        row.days,
        row.price,
        row.amount,
        row.is_person,
    ]


def _printed(part: Sheet) -> Sheet:
    match part:
        case str():
            return _wrapped(fonts.replaced(displayable(_cut(part))))
        case list():
            return [_printed(each) for each in part]
        case dict():
            return {key: _printed(each) for key, each in part.items()}
    return part


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _wrapped(text: str) -> str:
    """Long words with places to break; the places print nothing."""
    if len(text) <= LONGEST_WORD:
        return text
    return _LONG.sub(lambda match: _broken(match.group()), text)


def _broken(word: str) -> str:
    return BREAK.join(piece for part in _JOINT.split(word) for piece in _pieces(part))


def _pieces(part: str) -> list[str]:
    if len(part) <= LONGEST_WORD:
        return [part]
    return [part[at : at + PIECE] for at in range(0, len(part), PIECE)]
