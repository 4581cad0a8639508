"""Sample documents, each a story a bookkeeper can follow."""

import csv
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from reports.document import Document, Line, Party, Tax

HERE = Path(__file__).parent
LOGO = (HERE / "logo.svg").read_bytes()
with (HERE / "parties.toml").open("rb") as parties:
    PARTIES = {side: Party(**party) for side, party in tomllib.load(parties).items()}
PRODUCTS = {
    "m365-bp": "Microsoft 365 Business Premium",
    "workplace": "Managed Workplace",
    "backup": "Backup, per terabyte",
    "monitoring": "Network Monitoring",
}
with (HERE / "people.csv").open(encoding="utf-8", newline="") as file:
    PEOPLE = [{key: text or None for key, text in row.items()} for row in csv.DictReader(file)]


def make_line(amount: str, product: str | None = "m365-bp", **given: Any) -> Line:
    """A March line of a person, with whatever the case says otherwise."""
    plain: dict[str, Any] = {
        "line_no": 0,
        "line_key": "",
        "kind": "person",
        "corrects_number": None,
        "customer_id": "harbour",
        "period_start": date(2026, 3, 1),
        "period_end": date(2026, 4, 1),
        "person_id": None,
        "display_name": None,
        "user_principal_name": None,
        "department": None,
        "product_code": product,
        "product_name": product and PRODUCTS.get(product),
        "from_day": date(2026, 3, 1),
        "to_day": date(2026, 4, 1),
        "days": 31,
        "days_in_period": 31,
        "unit_price": Decimal("22.0000000000"),
        "proration": "actual_days",
        "tax_category": "S",
        "tax_rate": Decimal("19.00"),
        "amount": Decimal(amount),
        "note": "",
    }
    return Line(**plain | given)


def make_document(lines: list[Line], **given: Any) -> Document:
    """An issued invoice over the lines: numbered in order, keyed, taxed per category and rate."""
    numbered = [_numbered(line, at) for at, line in enumerate(lines, start=1)]
    digits = given.get("minor_digits", 2)
    taxes = _taxes(numbered, digits)
    net, tax = sum(t.net for t in taxes), sum(t.tax for t in taxes)
    plain: dict[str, Any] = {
        "document_id": "d-7f3k2q",
        "number": "INV-2026-000042",
        "kind": "invoice",
        "status": "issued",
        "customer_id": "harbour",
        "seller": PARTIES["seller"],
        "buyer": PARTIES["buyer"],
        "purchase_order": "PO 4711/26",
        "buyer_reference": "Cost centre 300",
        "exemption_reason": None,
        "currency": "EUR",
        "minor_digits": digits,
        "locale": "en_GB",
        "period": "2026-03",
        "period_start": date(2026, 3, 1),
        "period_end": date(2026, 4, 1),
        "corrects_number": None,
        "issued_at": datetime(2026, 4, 1, 12, tzinfo=UTC),
        "due_day": date(2026, 4, 15),
        "payment_days": 14,
        "net": Decimal(net),
        "tax": Decimal(tax),
        "gross": Decimal(net) + Decimal(tax),
        "taxes": taxes,
        "lines": tuple(numbered),
        "content_hash": "4be1c0d2a9f7",
    }
    return Document(**plain | given)


def _numbered(line: Line, at: int) -> Line:
    return replace(line, line_no=at, line_key=line.line_key or f"LINEKEY{at:019d}")


def _taxes(lines: list[Line], digits: int) -> tuple[Tax, ...]:
    nets: dict[tuple[str, Decimal], Decimal] = {}
    for line in lines:
        key = (line.tax_category, line.tax_rate)
        nets[key] = nets.get(key, Decimal(0)) + line.amount
    cent = Decimal(1).scaleb(-digits)
    return tuple(
        Tax(category, rate, net, (net * rate / 100).quantize(cent, ROUND_HALF_UP))
        for (category, rate), net in nets.items()
    )


def rich() -> Document:
    """Every kind of line, two rates, seven scripts, a discount price with ten decimals."""
    reduced = {"tax_rate": Decimal("7.00")}
    people = [_person(at, "22.00") for at in range(len(PEOPLE))]
    later = {"from_day": date(2026, 3, 17), "days": 15}
    broken = {"days": 20, "note": "On leave from 12 to 22 March."}
    nobody = {"from_day": date(2026, 3, 1), "to_day": date(2026, 4, 1)}
    return make_document(
        [
            *people[:8],
            _person(8, "10.65", **later),
            _person(9, "14.19", **broken),
            make_line("44.00", kind="minimum", days=62, **nobody),
            make_line("7.10", kind="unassigned", days=10, from_day=date(2026, 3, 22)),
            _person(0, "36.12", "workplace", unit_price=Decimal("36.1234567890")),
            _person(
                4,
                "18.00",
                "workplace",
                proration="full_period",
                days=3,
                from_day=date(2026, 3, 29),
                unit_price=Decimal("18.0000000000"),
            ),
            make_line("450.00", "monitoring", kind="flat", unit_price=Decimal("450.00"), **reduced),
            make_line(
                "31.50", "backup", kind="counted", days=217, unit_price=Decimal("4.50"), **reduced
            ),
            make_line(
                "-25.00",
                None,
                kind="adjustment",
                person_id="goodwill-03",
                unit_price=None,
                proration=None,
                days=None,
                days_in_period=None,
                note="Goodwill, outage of 9 March",
                from_day=date(2026, 3, 9),
                to_day=date(2026, 3, 10),
            ),
        ],
        logo=LOGO,
        logo_type="image/svg+xml",
    )


def _person(at: int, amount: str, product: str = "m365-bp", **given: Any) -> Line:
    who = {"person_id": f"harbour-entra/{at:04d}", **PEOPLE[at]}
    return make_line(amount, product, **who | given)


def draft() -> Document:
    """A small draft: nobody may take it for an invoice."""
    return make_document(
        [_person(0, "22.00"), _person(2, "22.00")],
        number=None,
        status="draft",
        issued_at=None,
        due_day=None,
        accent="#8a3ffc",
    )


def yen() -> Document:
    """No minor unit, and a price that has decimals all the same."""
    price = {"unit_price": Decimal("1980.5"), "tax_rate": Decimal("10")}
    return make_document(
        [_person(5, "1981", **price), _person(4, "958", **price | {"days": 15})],
        currency="JPY",
        minor_digits=0,
        locale="ja_JP",
        number="INV-2026-000043",
    )


def credit() -> Document:
    """Two days given back, of a person whom a late batch showed without the SKU."""
    return make_document(
        [
            _person(
                1,
                "1.42",
                corrects_number="INV-2026-000042",
                days=2,
                note="held 29 of 31 days, was 31; batch of 20 March came on 7 April and 2 more",
            )
        ],
        kind="credit_note",
        number="CN-2026-000007",
        corrects_number="INV-2026-000042",
        due_day=None,
        locale="de_DE",
    )


def exempt() -> Document:
    """Reverse charge in Arabic formatting, with a correction of February joined in."""
    abroad = {"tax_category": "AE", "tax_rate": Decimal(0)}
    february = {"period_start": date(2026, 2, 1), "period_end": date(2026, 3, 1)}
    return make_document(
        [
            _person(2, "22.00", **abroad),
            _person(
                3,
                "-3.14",
                corrects_number="INV-2026-000019",
                days=-4,
                days_in_period=28,
                from_day=date(2026, 2, 10),
                to_day=date(2026, 2, 14),
                **abroad | february,
            ),
        ],
        locale="ar_EG",
        period_start=date(2026, 2, 1),
        exemption_reason="Reverse charge: the recipient is liable for the tax.",
    )


SAMPLES = {"rich": rich, "draft": draft, "yen": yen, "credit": credit, "exempt": exempt}
