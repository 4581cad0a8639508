"""HTML: the page a customer reads, self-contained, for the screen and for A4 or Letter paper.

It refers to nothing outside itself, runs nothing, and its policy forbids both. Whatever the
templates print is cleaned and escaped on its way.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from reports.document import Document, Party
from reports.labels import LABELS, counted, isolated, say
from reports.locales import ONE_DAY, Writing, territory
from reports.page import explanations, sections
from reports.text import displayable

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent.parent / "templates"
ACCENT = "#0f4c52"
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
# Coloured words on white need this contrast (WCAG AA), else they are printed in the default.
LEAST_CONTRAST = 4.5
# What fits in one line beside the number of the page.
LONGEST_FOOTER = 90


def write(document: Document) -> bytes:
    """The page; the same document always gives the same bytes."""
    writing = Writing(document.locale, document.currency, document.minor_digits)
    style = _style(document)
    page = (
        _templates()
        .get_template("document.html.j2")
        .render(
            document=document,
            write=writing,
            sections=sections(document, writing),
            explanations=explanations(document.lines),
            payment=_payment(document, writing),
            period=_period(document, writing),
            seller=tuple(_address(document.seller)),
            buyer=tuple(_address(document.buyer)),
            payment_days=counted(
                "day", document.payment_days, writing.count(document.payment_days)
            ),
            issue_day=document.issued_at and writing.day(document.issued_at.date()),
            has_departments=any(line.department for line in document.lines),
            logo=_logo(document),
            style=Markup(style),
            policy=_policy(style),
        )
    )
    return page.encode("utf-8")


@lru_cache(maxsize=1)
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Said outright: Jinja's own choice by suffix would leave .html.j2 unescaped.
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.globals.update(t=LABELS, say=say, isolated=isolated)
    return templates


def _clean(value: object) -> object:
    """Every expression of every template passes here, so no field can be forgotten."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return displayable(value)
    return value


def _style(document: Document) -> str:
    sheet = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    accent = document.accent if _HEX.match(document.accent or "") else ACCENT
    ink = accent if _contrast(accent or ACCENT) >= LEAST_CONTRAST else ACCENT
    footer = f"{document.number or LABELS[document.status]} · {document.seller.name}"
    before, _, rest = LABELS["page_of"].partition("{page}")
    between, _, after = rest.partition("{pages}")
    pages = f"{_css(before)} counter(page) {_css(between)} counter(pages) {_css(after)}"
    return (
        f":root {{ --accent: {accent}; --ink: {ink}; }}\n"
        f"@page {{ @bottom-left {{ content: {_css(displayable(footer)[:LONGEST_FOOTER])}; }}\n"
        f"  @bottom-right {{ content: {pages}; }} }}\n{sheet}"
    )


def _css(text: str) -> str:
    """A CSS string, escaped but for plain letters, digits and blanks, so that nothing ends it."""
    return '"' + re.sub(r"[^A-Za-z0-9 ]", lambda m: f"\\{ord(m.group()):x} ", text) + '"'


def _contrast(colour: str) -> float:
    """Of the colour against white, by the WCAG's formula."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _policy(style: str) -> str:
    """Nothing is loaded, nothing runs, and of styles only the page's own, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _logo(document: Document) -> str:
    if not document.logo:
        return ""
    return f"data:{document.logo_type};base64,{base64.b64encode(document.logo).decode('ascii')}"


def _address(party: Party) -> Iterator[str]:
    if party.legal_name and party.legal_name != party.name:
        yield party.legal_name
    yield from filter(None, [party.street])
    yield from filter(None, [" ".join(filter(None, [party.postcode, party.city]))])
    yield from filter(None, [territory(party.country or "")])


def _period(document: Document, writing: Writing) -> Markup:
    first, last = document.period_start, document.period_end - ONE_DAY
    return say("period_of", first=writing.day(first), last=writing.day(max(first, last)))


def _payment(document: Document, writing: Writing) -> Markup:
    gross = writing.money(document.gross)
    days = counted("day", document.payment_days, writing.count(document.payment_days))
    is_issued = document.status == "issued"
    if document.status == "preview":
        return say("pay_preview")
    if document.kind == "credit_note":
        return say("pay_credit" if is_issued else "pay_credit_draft", gross=gross)
    if document.gross <= 0:
        return say("pay_nothing")
    if not is_issued:
        return say("pay_draft", days=days)
    key = "pay" if document.due_day else "pay_soon"
    return say(
        key if document.seller.iban is None else f"{key}_iban",
        gross=gross,
        due=writing.day(document.due_day) if document.due_day else "",
        days=days,
        payee=document.seller.legal_name or document.seller.name,
        iban=_in_fours(document.seller.iban or ""),
        number=document.number or "",
    )


def _in_fours(iban: str) -> str:
    """As it stands on a bank card."""
    plain = "".join(iban.split())
    return "\u00a0".join(plain[at : at + 4] for at in range(0, len(plain), 4))
