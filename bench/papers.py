"""Documents for the bench, by arithmetic; how many of them a format writes in a CPU second."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sizes import Size

from reports.document import Document, Line, Party, Tax
from reports.formats import FORMATS

LINES, LARGE = 40, 10_000
PEERED = 6  # pages for the peer, which takes a second each
RATED = {"html": 60, "json": 60, "csv": 60, "xlsx": 20, "ubl": 20, "pdf": 20, "factur-x": 20}
SELLER = Party("Kontor IT", None, "Kai 1", "20457", "Hamburg", "DE", "DE123456789")
BUYER = Party("Ostsee Reederei", None, "Hafen 2", "24103", "Kiel", "DE", "DE136695976")
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
PRICE = Decimal("22.00")


def paper(number: int, count: int) -> Document:
    """An issued invoice of so many people, none of whom is in another one."""
    lines = tuple(_line(number, at) for at in range(1, count + 1))
    net = sum((line.amount for line in lines), Decimal(0))
    tax = (net * 19 / 100).quantize(Decimal("0.01"))
    return Document(
        document_id=f"D{number}",
        number=f"INV-2026-{number:06}",
        kind="invoice",
        status="issued",
        customer_id="ostsee",
        seller=SELLER,
        buyer=BUYER,
        purchase_order="PO 1",
        buyer_reference=None,
        exemption_reason=None,
        currency="EUR",
        minor_digits=2,
        locale="de_DE",
        period="2026-03",
        period_start=MARCH,
        period_end=APRIL,
        corrects_number=None,
        issued_at=datetime(2026, 4, 1, 12, tzinfo=UTC),
        due_day=date(2026, 4, 15),
        payment_days=14,
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=(Tax("S", Decimal(19), net, tax),),
        lines=lines,
        content_hash=f"{number:064}",
    )


def _line(number: int, at: int) -> Line:
    days = 31 - at % 5 * (at % 7 == 0)
    name = f"Person {number}-{at}"
    return Line(
        line_no=at,
        line_key=f"{number:013}{at:013}",
        kind="person",
        corrects_number=None,
        customer_id="ostsee",
        period_start=MARCH,
        period_end=APRIL,
        person_id=f"ostsee/{number}/{at}",
        display_name=name,
        user_principal_name=f"{name.lower().replace(' ', '.')}@ostsee.example",
        department=f"Department {at % 9}",
        product_code="premium",
        product_name="Business Premium",
        from_day=date(2026, 3, 32 - days),
        to_day=APRIL,
        days=days,
        days_in_period=31,
        unit_price=PRICE,
        proration="actual_days",
        tax_category="S",
        tax_rate=Decimal(19),
        amount=(PRICE * days / 31).quantize(Decimal("0.01")),
    )


def rates(root: Path, _size: Size, _: int) -> dict[str, Any]:
    """Documents per CPU second by format, after one that is not counted; pages for the peer."""
    folder = root / "papers"
    folder.mkdir(parents=True, exist_ok=True)
    documents = [paper(number, LINES) for number in range(max(RATED.values()) + 1)]
    for document in documents[1 : PEERED + 1]:
        (folder / f"{document.number}.html").write_bytes(FORMATS["html"](document))
    return {"rates": {name: _rate(name, documents[: RATED[name] + 1]) for name in RATED}}


def _rate(name: str, documents: list[Document]) -> float:
    write = FORMATS[name]
    write(documents[0])
    begun = time.process_time()
    for document in documents[1:]:
        write(document)
    return (len(documents) - 1) / (time.process_time() - begun)


def large(name: str) -> dict[str, Any]:
    begun = time.process_time()
    content = FORMATS[name](paper(1, LARGE))
    return {"bytes": len(content), "seconds": time.process_time() - begun}


def large_html(_root: Path, _size: Size, _: int) -> dict[str, Any]:
    return large("html")


def large_pdf(_root: Path, _size: Size, _: int) -> dict[str, Any]:
    return large("pdf")


def large_ubl(_root: Path, _size: Size, _: int) -> dict[str, Any]:
    return large("ubl")


def large_xlsx(_root: Path, _size: Size, _: int) -> dict[str, Any]:
    return large("xlsx")
