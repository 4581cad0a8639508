"""What surrounds the lines: addresses, the period, what is to be paid, and the seller's colour."""

import re
from collections.abc import Iterator

from reports.document import Document, Party
from reports.locales import ONE_DAY, Writing, territory
from reports.words import Saying

ACCENT = "#0f4c52"
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
# Coloured words on white need this contrast (WCAG AA), else they are printed in the default.
LEAST_CONTRAST = 4.5


def address(party: Party, language: str) -> Iterator[str]:
    if party.legal_name and party.legal_name != party.name:
        yield party.legal_name
    yield from filter(None, [party.street])
    yield from filter(None, [" ".join(filter(None, [party.postcode, party.city]))])
    yield from filter(None, [territory(party.country or "", language)])


def period(document: Document, writing: Writing) -> Saying:
    first, last = document.period_start, document.period_end - ONE_DAY
    return writing.words.say(
        "period_of", first=writing.day(first), last=writing.day(max(first, last))
    )


def payment_days(document: Document, writing: Writing) -> str:
    days = document.payment_days
    return writing.words.counted("day", days, writing.count(days))


def payment(document: Document, writing: Writing) -> Saying:
    say, gross = writing.words.say, writing.money(document.gross)
    days = payment_days(document, writing)
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


def colours(accent: str | None) -> tuple[str, str]:
    """The seller's accent, and the colour of words: the same where it can be read on white."""
    chosen = accent if accent and _HEX.match(accent) else ACCENT
    return chosen, chosen if _contrast(chosen) >= LEAST_CONTRAST else ACCENT


def _contrast(colour: str) -> float:
    """Of the colour against white, by the WCAG's formula."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
