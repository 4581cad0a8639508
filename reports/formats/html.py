"""HTML: the page a customer reads, self-contained, for the screen and for A4 or Letter paper.

It refers to nothing outside itself, runs nothing, and its policy forbids both. Whatever the
templates print is cleaned and escaped on its way.
"""

import base64

from reports import webpage
from reports.document import Document
from reports.letter import address, colours, payment, payment_days, period
from reports.locales import Writing
from reports.page import explanations, sections
from reports.text import displayable
from reports.words import Words

# What fits in one line beside the number of the page.
LONGEST_FOOTER = 90


def write(document: Document) -> bytes:
    """The page; the same document always gives the same bytes."""
    writing = Writing(document.locale, document.currency, document.minor_digits)
    words = writing.words
    given = {
        "t": words,
        "document": document,
        "write": writing,
        "sections": sections(document, writing),
        "explanations": explanations(document.lines, words),
        "payment": payment(document, writing),
        "period": period(document, writing),
        "seller": tuple(address(document.seller, words.language)),
        "buyer": tuple(address(document.buyer, words.language)),
        "payment_days": payment_days(document, writing),
        "issue_day": document.issued_at and writing.day(document.issued_at.date()),
        "has_departments": any(line.department for line in document.lines),
        "logo": _logo(document),
    }
    return webpage.page("document.html.j2", _style(document, words), given)


def _style(document: Document, words: Words) -> str:
    accent, ink = colours(document.accent)
    footer = displayable(f"{document.number or words[document.status]} · {document.seller.name}")
    css = webpage.quoted
    before, _, rest = words["page_of"].partition("{page}")
    between, _, after = rest.partition("{pages}")
    pages = f"{css(before)} counter(page) {css(between)} counter(pages) {css(after)}"
    return (
        f":root {{ --accent: {accent}; --ink: {ink}; }}\n"
        f"@page {{ @bottom-left {{ content: {css(footer[:LONGEST_FOOTER])}; }}\n"
        f"  @bottom-right {{ content: {pages}; }} }}\n{webpage.sheet('style.css')}"
    )


def _logo(document: Document) -> str:
    if not document.logo:
        return ""
    return f"data:{document.logo_type};base64,{base64.b64encode(document.logo).decode('ascii')}"
