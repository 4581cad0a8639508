"""A period's exports: what finance is asked, and the files that come of the answers."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from assets.premises import Paper, Premises
from reports import outbox
from reports.decimals import exact, significant
from reports.document import Document
from reports.exports import EXPORTS
from reports.month import pictures
from reports.period import Curve, Period
from reports.workbook import Table
from sql import publish, query

QUESTIONS = (
    "summary",
    "customers",
    "products",
    "margin",
    "months",
    "changes",
    "blockers",
    "leakage",
    "coverage",
)
PEOPLE = "people"
DIGITS = "select currency, minor_digits from reference.currencies"
MONEY = frozenset(
    "net tax gross net_before change amount amount_before revenue costed_net cost margin".split()
)


def write(paper: Paper, period: Period) -> list[Path]:
    """The exports that the estate asks for of one period."""
    folder = paper.exported / outbox.safe_name(period.label)
    made = [EXPORTS[name](period) for name in paper.exports]
    files = {file: content for export in made for file, content in export.items()}
    paths = [outbox.write(folder, file, content) for file, content in files.items()]
    _remove_others(folder, set(files), paper)
    return paths


def _remove_others(folder: Path, keep: set[str], paper: Paper) -> None:
    """Files of these exports that are no more, such as a customer's that has nothing now."""
    for name in paper.exports:
        prefix = {"workbook": "finance-", "statements": "statement-"}.get(name, f"{name}-")
        outbox.remove_stale(folder, keep, prefix)


def asked(premises: Premises, label: str, documents: Iterable[Document]) -> Period:
    """What finance.duckdb answers about a period (YYYY-MM), and its documents."""
    given = {"period": label, "previous": before(label)}
    digits: dict[str, int] = dict(premises.house.rows(DIGITS))
    questions = {name: query.text(f"finance/exports/{name}.sql") for name in (*QUESTIONS, PEOPLE)}
    answers = publish.answers(premises.published, questions, given)
    tables = {name: Table(name, *_scaled(*answers[name], digits)) for name in QUESTIONS}
    return Period(
        label=label,
        seller=premises.paper.seller.name,
        tables=tables,
        people=_people(answers[PEOPLE][1]),
        documents=tuple(documents),
        accent=premises.paper.accent,
    )


def pictured(period: Period) -> str:
    """The report's pictures as Markdown that needs no other file; ids in place of names."""
    return "\n\n".join(
        f"{picture.title}\n\n![{picture.title}](data:image/svg+xml;base64,"
        f"{b64encode(picture.drawn.encode()).decode()})"
        for picture in pictures(period, is_named=False)
        if picture.drawn
    )


def before(label: str) -> str:
    """The month before a month."""
    year, month = map(int, label.split("-"))
    return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"


def _scaled(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], digits: Mapping[str, int]
) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Money with the decimals of its row's currency."""
    at = columns.index("currency") if "currency" in columns else None
    scaled = [
        [
            _written(name, cell, None if at is None else digits[row[at]])
            for name, cell in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    return tuple(columns), scaled


def _written(name: str, cell: Any, digits: int | None) -> Any:
    """Money as its currency has it, a percentage as it is, a price without zeros to spare."""
    if not isinstance(cell, Decimal) or name.endswith("_percent"):
        return cell
    if name in MONEY and digits is not None:
        return exact(cell, digits)
    return exact(cell, max(2, significant(cell)))


def _people(rows: Sequence[tuple[str, date, int]]) -> dict[str, Curve]:
    found: dict[str, list[tuple[date, int]]] = {}
    for customer_id, day, people in rows:
        found.setdefault(customer_id, []).append((day, people))
    return {customer_id: tuple(points) for customer_id, points in found.items()}
