"""HTML: the page a customer reads, self-contained, for the screen and for A4 or Letter paper.

It refers to nothing outside itself, runs nothing, and its policy forbids both. Whatever the
templates print is cleaned and escaped on its way.
"""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from reports.document import Document
from reports.letter import address, colours, payment, payment_days, period
from reports.locales import Writing
from reports.page import explanations, sections
from reports.text import displayable
from reports.words import Words, isolated

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent.parent / "templates"
# What fits in one line beside the number of the page.
LONGEST_FOOTER = 90


def write(document: Document) -> bytes:
    """The page; the same document always gives the same bytes."""
    writing = Writing(document.locale, document.currency, document.minor_digits)
    words = writing.words
    style = _style(document, words)
    page = (
        _templates()
        .get_template("document.html.j2")
        .render(
            t=words,
            document=document,
            write=writing,
            sections=sections(document, writing),
            explanations=explanations(document.lines, words),
            payment=payment(document, writing),
            period=period(document, writing),
            seller=tuple(address(document.seller, words.language)),
            buyer=tuple(address(document.buyer, words.language)),
            payment_days=payment_days(document, writing),
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
    templates.globals.update(isolated=isolated)
    return templates


def _clean(value: object) -> object:
    """Every expression of every template passes here, so no field can be forgotten."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return displayable(value)
    return value


def _style(document: Document, words: Words) -> str:
    sheet = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    accent, ink = colours(document.accent)
    footer = f"{document.number or words['draft']} · {document.seller.name}"
    before, _, rest = words["page_of"].partition("{page}")
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
