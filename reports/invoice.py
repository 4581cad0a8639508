"""A document as an e-invoice: the business terms (BT) and groups (BG) of EN 16931, by their names.

One model is written as UBL and as CII. Texts are cleaned, blank ones left out: the norm allows no
empty element. What the norm wants and the estate may lack is named by `prorata check`.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from reports.decimals import fixed, trimmed
from reports.document import Document, Party, Tax
from reports.invoice_lines import lines, period_of
from reports.letter import payment
from reports.locales import Writing
from reports.text import displayable

Terms = dict[str, Any]

TYPE_CODES = {"invoice": "380", "credit_note": "381"}  # UNTDID 1001
CREDIT_TRANSFER, SEPA, UNDEFINED = "30", "58", "1"  # UNTDID 4461
# VATEX: why there is no tax, of the categories that have one reason only.
REASONS = {
    "AE": "VATEX-EU-AE",
    "K": "VATEX-EU-IC",
    "G": "VATEX-EU-G",
    "O": "VATEX-EU-O",
}
EXEMPT = ("E", *REASONS)
# Who registers companies, of the schemes an electronic address may have (ISO 6523).
REGISTERS = ("0007", "0106", "0184", "0190", "0192", "0208")
EMAIL = "EM"


def terms(document: Document) -> Terms:
    """Of an issued document; ValueError says that it is none."""
    number = _text(document.number)
    if document.status != "issued" or not number or not document.issued_at:
        raise ValueError(f"document {document.document_id} has no number (issue it first)")
    has_tax = any(tax.tax_category != "O" for tax in document.taxes)
    given = {
        "BT-1": number,
        "BT-2": document.issued_at.date(),
        "BT-3": TYPE_CODES[document.kind],
        "BT-5": document.currency,
        "BT-9": document.due_day,
        "BT-10": _text(document.buyer_reference) or _text(document.customer_id),
        "BT-13": _text(document.purchase_order),
        **dict(zip(("BT-73", "BT-74"), period_of(document), strict=True)),
        "BG-3": [{"BT-25": number} for number in _corrected(document)],
        "BG-4": _seller(document.seller, has_tax=has_tax),
        "BG-7": _party(document.buyer, has_tax=has_tax),
        **_delivery(document),
        **_payment(document),
        **_totals(document),
        "BG-23": [_tax(document, tax) for tax in document.taxes],
        "BG-25": lines(document),
    }
    return {name: value for name, value in given.items() if value not in (None, "", [])}


def _text(text: str | None) -> str:
    return displayable(text or "").strip()


def _corrected(document: Document) -> list[str]:
    """Numbers of the documents that this one, or a line of it, corrects."""
    numbers = (document.corrects_number, *(line.corrects_number for line in document.lines))
    return list(dict.fromkeys(filter(None, map(_text, numbers))))


def _seller(party: Party, *, has_tax: bool) -> Terms:
    name, email = _text(party.name), _text(party.email)
    contact = {"contacts": [{"name": name, "email": email}]} if name and email else {}
    found = _party(party, has_tax=has_tax) | contact
    scheme = found.get("einvoicing_addr_schemeid", "")
    if scheme in REGISTERS:
        found |= _identifier("legal_identifier", found["einvoicing_addr"], scheme)
    elif not has_tax and scheme.isdigit():
        # Without a VAT number the norm wants another one to know the seller by.
        found["identifiers"] = {scheme: found["einvoicing_addr"]}
    return found


def _party(party: Party, *, has_tax: bool) -> Terms:
    legal, trading = _text(party.legal_name), _text(party.name)
    given = {
        "name": legal or trading,
        "biz_name": trading if legal and trading != legal else "",
        "addr_l1": _text(party.street),
        "postcode": _text(party.postcode),
        "city": _text(party.city),
        "country_code": _text(party.country).upper(),
        # Outside the scope of tax, a VAT number has no place (BR-O-02).
        "vat_identifier": "".join(_text(party.vat_id).split()) if has_tax else "",
        **_address(party),
    }
    return {name: value for name, value in given.items() if value}


def _address(party: Party) -> Terms:
    """Where e-invoices go: `scheme:identifier`, else the email."""
    scheme, colon, identifier = _text(party.electronic_address).partition(":")
    if colon and scheme and identifier:
        return _identifier("einvoicing_addr", identifier.strip(), scheme.strip())
    email = _text(party.email)
    return _identifier("einvoicing_addr", email, EMAIL) if email else {}


def _identifier(name: str, identifier: str, scheme: str) -> Terms:
    return {name: identifier, f"{name}_schemeid": scheme}


def _delivery(document: Document) -> Terms:
    """Into which country: a supply within the Community must say so (BR-IC-12), any other may."""
    buyer = document.buyer
    country, name = _text(buyer.country).upper(), _text(buyer.legal_name) or _text(buyer.name)
    return {"BG-13": {"name": name, "country_code": country}} if country and name else {}


def _payment(document: Document) -> Terms:
    iban = "".join(_text(document.seller.iban).split())
    said = str(payment(document, _writing(document)))
    if document.kind == "credit_note" or not iban:
        return {"BT-20": _text(said), "BT-81": UNDEFINED}
    return {
        "BT-20": "" if document.due_day else _text(said),
        "BT-81": SEPA if document.currency == "EUR" else CREDIT_TRANSFER,
        "BT-83": _text(document.number),
        "BT-84": iban,
        "BT-85": _text(document.seller.legal_name) or _text(document.seller.name),
    }


def _writing(document: Document) -> Writing:
    return Writing(document.locale, document.currency, document.minor_digits)


def _totals(document: Document) -> Terms:
    def amount(value: Decimal) -> str:
        return fixed(value, document.minor_digits)

    return {
        "BT-106": amount(document.net),
        "BT-109": amount(document.net),
        "BT-110": amount(document.tax),
        "BT-112": amount(document.gross),
        "BT-115": amount(document.gross),
    }


def _tax(document: Document, tax: Tax) -> Terms:
    given = {
        "BT-116": fixed(tax.net, document.minor_digits),
        "BT-117": fixed(tax.tax, document.minor_digits),
        "BT-118": tax.tax_category,
        "BT-119": None if tax.tax_category == "O" else trimmed(tax.tax_rate, 0),
        "BT-120": next(_reason(document, tax.tax_category), None),
        "BT-121": REASONS.get(tax.tax_category),
    }
    return {name: value for name, value in given.items() if value is not None}


def _reason(document: Document, category: str) -> Iterator[str]:
    """Why there is no tax: as the estate words it, else as the page names the category."""
    if category in EXEMPT:
        yield _text(document.exemption_reason) or _writing(document).words[f"tax_{category}"]
