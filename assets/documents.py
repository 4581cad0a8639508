"""Drafts as the Document that reports accepts, and their files in the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from assets.premises import WARNING, Paper, Premises
from reports import outbox, press
from reports.document import Document, Line, Party, Tax
from reports.formats import FORMATS, WARNINGS, suits
from reports.press import Job
from sql import query
from sql.warehouse import Warehouse

Row = Mapping[str, Any]


def write_drafts(premises: Premises) -> list[Path]:
    """Files of every draft of the periods asked for; drafts that are no more lose theirs."""
    return _write(premises, premises.paper.folder, "draft")


def write_previews(premises: Premises) -> list[Path]:
    """The same as previews, in a folder of their own."""
    return _write(premises, premises.paper.previews, "preview")


def write_issued(premises: Premises, periods: Sequence[str]) -> list[Path]:
    """Files of what was issued for the periods, as it was frozen; drafts of it are gone."""
    house, paper = premises.house, premises.paper
    found = list(issued(house, paper, periods))
    jobs = [job for document in found for job in _jobs(paper.folder, paper, document)]
    for folder in {_folder(paper.folder, one.period, one.customer_id) for one in found}:
        outbox.remove_stale(folder, _standing(house))
        press.forget(folder)
    return _put(premises, found, jobs)


def _standing(house: Warehouse) -> set[str]:
    """Names of files of drafts that are drafts still."""
    drafted = house.rows("select document_id from billing.drafts")
    return {f"draft-{document_id}.{name}" for (document_id,) in drafted for name in FORMATS}


def _put(premises: Premises, found: list[Document], jobs: list[Job]) -> list[Path]:
    paths = press.put(jobs, premises.rendered)
    premises.told.extend(_warnings(found, premises.paper))
    return paths


def _write(premises: Premises, root: Path, status: str) -> list[Path]:
    house, paper = premises.house, premises.paper
    found = list(drafts(house, paper, status))
    jobs = [job for document in found for job in _jobs(root, paper, document)]
    paths = _put(premises, found, jobs)
    for folder in _asked_folders(house, root):
        kept = {job.name for job in jobs if job.folder == folder}
        outbox.remove_stale(folder, kept, f"{status}-")
        press.forget(folder)
    return paths


def _jobs(root: Path, paper: Paper, document: Document) -> Iterator[Job]:
    """A file for each format that the document can be written in."""
    folder = _folder(root, document.period, document.customer_id)
    stem = document.number or f"{document.status}-{document.document_id}"
    for name in paper.formats:
        if suits(name, document):
            yield Job(folder, f"{stem}.{name}", name, document)


def _warnings(documents: list[Document], paper: Paper) -> Iterator[str]:
    """What a format cannot show as it was given; it quotes names, so no log may have it."""
    for document in documents:
        found = (WARNINGS[name](document) for name in paper.formats if name in WARNINGS)
        for warning in dict.fromkeys(chain.from_iterable(found)):
            yield f"{WARNING}{document.customer_id}: {document.period}: {warning}"


def _folder(root: Path, period: str, customer_id: str) -> Path:
    return root / outbox.safe_name(period) / outbox.safe_name(customer_id)


def _asked_folders(house: Warehouse, root: Path) -> list[Path]:
    asked = house.rows("select distinct period, customer_id from billing.asked")
    return [
        folder
        for period, customer_id in asked
        if (folder := _folder(root, period, customer_id)).is_dir()
    ]


def drafts(house: Warehouse, paper: Paper, status: str) -> Iterator[Document]:
    """Each draft of the periods asked for, with all its lines."""
    taxes = _by_document(house, "billing/documents/taxes.sql")
    lines = _by_document(house, "billing/documents/lines.sql")
    for row in house.names(query.text("billing/documents/headers.sql")):
        document_id = row["document_id"]
        yield _document(paper, {**row, "status": status}, lines[document_id], taxes[document_id])


def issued(house: Warehouse, paper: Paper, periods: Sequence[str]) -> Iterator[Document]:
    """Each document of the ledger that was issued for one of the periods, in order of number."""
    given = {"periods": list(periods)}
    of = "from ledger.{} as {} semi join documents as d on {}.document_id = d.document_id"
    listed = "with documents as (from ledger.documents where list_contains($periods, period)) "
    taxes = _grouped(house.names(f"{listed} {of.format('taxes', 't', 't')} order by all", given))
    lines = _grouped(
        house.names(f"{listed} {of.format('lines', 'l', 'l')} order by sequence, line_no", given)
    )
    for row in house.names(f"{listed} from documents order by sequence", given):
        document_id = row["document_id"]
        frozen = {**row, "status": "issued"}
        yield _document(paper, frozen, lines[document_id], taxes[document_id])


def _by_document(house: Warehouse, path: str) -> dict[str, list[Row]]:
    return _grouped(house.names(query.text(path)))


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["document_id"], []).append(row)
    return found


def _document(paper: Paper, row: Row, lines: list[Row], taxes: list[Row]) -> Document:
    return Document(
        document_id=row["document_id"],
        number=row.get("number"),
        kind=row["kind"],
        status=row["status"],
        customer_id=row["customer_id"],
        seller=Party(**row["seller"]) if "seller" in row else paper.seller,
        buyer=_buyer(row),
        purchase_order=row["purchase_order"],
        buyer_reference=row["buyer_reference"],
        exemption_reason=row["exemption_reason"],
        currency=row["currency"],
        minor_digits=row["minor_digits"],
        locale=row["locale"] or "en",
        period=row["period"],
        period_start=row["period_start"],
        period_end=row["period_end"],
        corrects_number=row["corrects_number"],
        issued_at=_issued_at(paper, row),
        due_day=row["due_day"],
        payment_days=row.get("payment_days", paper.payment_days),
        net=_money(row["net_minor"], row),
        tax=_money(row["tax_minor"], row),
        gross=_money(row["gross_minor"], row),
        taxes=tuple(_tax(tax, row) for tax in taxes),
        lines=tuple(_line(line, row) for line in lines),
        content_hash=row["content_hash"],
        accent=paper.accent,
        logo=paper.logo,
        logo_type=paper.logo_type,
    )


def _issued_at(paper: Paper, row: Row) -> datetime | None:
    """In the estate's zone, whose civil date is printed."""
    at: datetime | None = row.get("issued_at")
    return at.astimezone(ZoneInfo(paper.time_zone)) if at else None


def _buyer(row: Row) -> Party:
    return Party(
        name=row["name"],
        legal_name=row["legal_name"],
        street=row["street"],
        postcode=row["postcode"],
        city=row["city"],
        country=row["country"],
        vat_id=row["vat_id"],
        email=row["email"],
        electronic_address=row["electronic_address"],
    )


def _money(amount_minor: int, row: Row) -> Decimal:
    return Decimal(amount_minor).scaleb(-int(row["minor_digits"]))


def _tax(tax: Row, row: Row) -> Tax:
    return Tax(
        tax_category=tax["tax_category"],
        tax_rate=tax["tax_rate"],
        net=_money(tax["net_minor"], row),
        tax=_money(tax["tax_minor"], row),
    )


def _line(line: Row, row: Row) -> Line:
    given = {name: line[name] for name in LINE if name in line}
    return Line(
        **given,
        amount=_money(line["amount_minor"], row),
    )


LINE = (
    "line_no",
    "line_key",
    "kind",
    "corrects_number",
    "customer_id",
    "period_start",
    "period_end",
    "person_id",
    "display_name",
    "user_principal_name",
    "department",
    "product_code",
    "product_name",
    "from_day",
    "to_day",
    "days",
    "days_in_period",
    "unit_price",
    "proration",
    "tax_category",
    "tax_rate",
    "note",
)
