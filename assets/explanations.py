"""A line or a document that was explained, in the words and the order of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from reports import explained
from reports.explanation import Explanation as Explanation
from reports.explanation import Occurrence, Section, Sum
from reports.explanation import Part as Part
from reports.explanation import Told as Told

Row = Mapping[str, Any]
UNITS = ("minimum", "unassigned", "counted")  # kinds of lines whose days are unit-days
TITLES: Mapping[str, str] = {
    "due": "What is due now",
    "days": "Days that count",
    "spans": "From when to when, and which looks say so",
    "coverage": "How the days are known",
    "exclusions": "What was taken away",
    "changes": "What became known after the first document",
    "prices": "The price",
    "rules": "The rules",
}
KINDS: Mapping[str, str] = {
    "person": "a person",
    "minimum": "units up to the agreed minimum",
    "unassigned": "units that nobody holds",
    "flat": "the customer as a whole",
    "counted": "counted units",
    "adjustment": "an adjustment",
}


def explanation(found: Mapping[str, Any]) -> Explanation:
    """What was found, as a page or a terminal shows it."""
    document, lines = found["document"], found["lines"]
    first = lines[0]
    name = first["customer_name"] or first["customer_id"]
    if document is None:
        title, subtitle = _title(first), f"{_product(first)}, {name}"
        facts = [*_facts(first), ("Line key", first["line_key"])]
    else:
        kind = document["kind"].replace("_", " ")
        number = document["number"] or document["document_id"]
        title, subtitle = f"{kind.capitalize()} {number}", name
        facts = _document_facts(document)
    return Explanation(
        title=title,
        subtitle=subtitle,
        currency=first["currency"],
        is_document=document is not None,
        facts=tuple(facts),
        sections=tuple(_sections(lines, document)),
        sums=tuple(_sums(document, found["taxes"], lines)) if document else (),
    )


def page(explanation: Explanation, seller: str, accent: str | None) -> bytes:
    """The explanation as a page that a customer can be sent."""
    return explained.page(explanation, seller, accent)


def _title(line: Row) -> str:
    if line["kind"] == "person":
        return str(line["display_name"] or line["user_principal_name"] or line["person_id"])
    return KINDS[line["kind"]].capitalize()


def _product(line: Row) -> str:
    return str(line["product_name"] or line["product_code"] or "Adjustment")


def _facts(line: Row) -> list[tuple[str, str]]:
    account = " ".join(filter(None, (line["user_principal_name"], line["department"])))
    return [
        ("Period", f"{line['period']}, {_span(line)}"),
        *([("Person", line["person_id"])] if line["kind"] == "person" else []),
        *([("Signs in as", account)] if account else []),
    ]


def _span(line: Row) -> str:
    return f"{line['period_start']} to {line['period_end'] - timedelta(days=1)}"


def _document_facts(document: Row) -> list[tuple[str, str]]:
    status = document["status"]
    issued = f", {document['issued_at']:%Y-%m-%d}" if document["issued_at"] else ""
    return [
        ("Period", str(document["period"])),
        ("Status", f"{status}{issued}"),
        *([("Corrects", document["corrects_number"])] if document["corrects_number"] else []),
        ("Estate", str(document["estate"])),
    ]


def _sections(lines: Sequence[Row], document: Row | None) -> list[Section]:
    grouped: dict[tuple[str, str], list[Row]] = {}
    for line in lines:
        grouped.setdefault((_product(line), line["period"]), []).append(line)
    return [
        Section(
            title=f"{product}, {period}",
            lines=tuple(_told(line, document) for line in of_product),
            parts=tuple(_shared(of_product)),
        )
        for (product, period), of_product in grouped.items()
    ]


def _told(line: Row, document: Row | None) -> Told:
    said = {
        **line,
        "due": [line],
        "exclusions": [row for row in line["exclusions"] if row["topic"] == "taken"],
    }
    names = ("due", "days", "spans", "coverage", "exclusions", "changes")
    own = {
        occurrence["document_id"]: amount(occurrence["added"], line)
        for occurrence in line["documents"]
    }
    amounts = own.get(document["document_id"]) if document else amount(line["invoiced"], line)
    return Told(
        line_key=line["line_key"],
        title=_title(line),
        subtitle=" ".join(filter(None, (line["user_principal_name"], line["department"]))),
        amount=amounts or "",
        occurrences=tuple(_occurrence(row, line) for row in line["documents"]),
        parts=tuple(_part(name, said[name]) for name in names if said[name]),
    )


def _shared(lines: Sequence[Row]) -> list[Part]:
    """What the lines of a product have in common, each sentence once."""
    considered = [row for line in lines for row in line["exclusions"] if row["topic"] != "taken"]
    parts = {
        "exclusions": considered,
        "prices": [row for line in lines for row in line["prices"]],
        "rules": [row for line in lines for row in line["rules"]],
    }
    return [_part(name, rows) for name, rows in parts.items() if rows]


def _part(name: str, rows: Sequence[Row]) -> Part:
    return Part(name, TITLES[name], tuple(dict.fromkeys(str(row["says"]) for row in rows)))


def _occurrence(row: Row, line: Row) -> Occurrence:
    issued = f"issued {row['issued_at']:%Y-%m-%d}" if row["issued_at"] else row["status"]
    kind = "credit note" if row["document_kind"] == "credit_note" else "invoice"
    corrects = f", corrects {row['corrects_number']}" if row["corrects_number"] else ""
    sign = -1 if row["document_kind"] == "credit_note" else 1
    return Occurrence(
        document=str(row["number"] or row["document_id"]),
        about=f"{kind}, {issued}{corrects}",
        days="" if row["days"] is None else _days(sign * row["days"], line),
        added=amount(row["added"], line),
        note=row["note"] or "",
        says=row["says"],
    )


def _days(count: int, line: Row) -> str:
    unit = "unit-day" if line["kind"] in UNITS else "day"
    return f"{count} {unit}" if abs(count) == 1 else f"{count} {unit}s"


def amount(value: Decimal, line: Row) -> str:
    return f"{value:,.{line['minor_digits']}f}"


def _sums(document: Row, taxes: Sequence[Row], lines: Sequence[Row]) -> list[Sum]:
    """Net, each tax and gross, each with the sum that it is."""
    sign = "credited" if document["kind"] == "credit_note" else "charged"

    def said(value: Decimal) -> str:
        return amount(value, document)

    nets = [
        row["amount"]
        for line in lines
        for row in line["documents"]
        if row["document_id"] == document["document_id"]
    ]
    counted = f"{len(nets)} line{'' if len(nets) == 1 else 's'}, {sign}"
    return [
        Sum("Net", counted, said(document["net"])),
        *(
            Sum(
                f"Tax {tax['tax_category']} {tax['tax_rate']} %",
                f"{said(tax['net'])} × {tax['tax_rate']} % = "
                f"{_exact(tax['net'] * tax['tax_rate'] / 100, document)}, rounded once",
                said(tax["tax"]),
            )
            for tax in taxes
        ),
        Sum("Gross", f"{said(document['net'])} + {said(document['tax'])}", said(document["gross"])),
    ]


def _exact(value: Decimal, document: Row) -> str:
    """All decimals, and at least those of the currency."""
    digits = len(f"{value.normalize():f}".partition(".")[2])
    return f"{value:,.{max(digits, document['minor_digits'])}f}"
