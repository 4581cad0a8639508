"""What explains a line or a document: asked of finance.duckdb whole, then put in order by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sql.publish import Answer

Row = Mapping[str, Any]
# The answer to each question, by its name, with the parameters that it is given.
Ask = Callable[[Mapping[str, str], Mapping[str, Any]], Mapping[str, Answer]]

FINDING: Mapping[str, str] = {
    "document": "select d.*, c.name as customer_name from documents as d "
    "left join customers as c on d.customer_id = c.customer_id "
    "where d.number = $asked or d.document_id = $asked",
    "keys": "select l.line_key from lines as l inner join documents as d "
    "on l.document_id = d.document_id "
    "where d.number = $asked or d.document_id = $asked order by l.line_no",
    "line": "select l.line_key from lines as l where l.line_key = $asked limit 1",
}
NEAREST = {
    "number": "select d.number from documents as d where d.number is not null "
    "order by levenshtein(d.number, $asked), d.number limit 1"
}
# Each part of a line's explanation: the macro that tells it, and in which order.
PARTS: Mapping[str, str] = {
    "documents": "explained_documents($keys) order by line_key, place",
    "due": "explained_due($keys) order by line_key",
    "days": "explained_days($keys) order by line_key, from_day, says",
    "spans": "explained_spans($keys) order by line_key, valid_from, says",
    "coverage": "explained_coverage($keys) order by line_key, topic = 'look', from_day, says",
    "exclusions": "explained_exclusions($keys) order by line_key, from_day nulls last, says",
    "changes": "explained_changes($keys) order by line_key, place, recorded_at, says",
    "prices": "explained_prices($keys) order by line_key, from_day, says",
    "rules": "explained_rules($keys) order by line_key, place",
}
TAXES = {
    "taxes": "from document_taxes as t where t.document_id = $document_id "
    "order by tax_category, tax_rate"
}


class Unknown(Exception):
    """Nothing has that key or number; the message says what there is."""


def found(ask: Ask, asked: str) -> dict[str, Any]:
    """The document, its taxes and every line, each with the rows of its parts; raises Unknown."""
    known = _rows(ask, FINDING, asked=asked)
    document = known["document"][0] if known["document"] else None
    keys = [row["line_key"] for row in known["keys"] or known["line"]]
    if not keys:
        raise Unknown(_unknown(ask, asked))
    rows = _rows(ask, {name: f"from {told}" for name, told in PARTS.items()}, keys=keys)
    taxes = _rows(ask, TAXES, document_id=document["document_id"])["taxes"] if document else []
    return {
        "asked": asked,
        "document": document,
        "taxes": taxes,
        "lines": _by_line(dict.fromkeys(keys), rows),
    }


def _rows(ask: Ask, questions: Mapping[str, str], **given: Any) -> dict[str, list[dict[str, Any]]]:
    """Rows of each question, as dictionaries by column."""
    return {
        name: [dict(zip(columns, row, strict=True)) for row in rows]
        for name, (columns, rows) in ask(questions, given).items()
    }


def _unknown(ask: Ask, asked: str) -> str:
    near = [row["number"] for row in _rows(ask, NEAREST, asked=asked)["number"]]
    nearest = f"nearest number: {near[0]}; " if near else "no document has a number yet; "
    return (
        f"no line has the key and no document the number {asked!r} ({nearest}"
        'prorata sql "select line_key, number from lines join documents using (document_id)" '
        "lists both)"
    )


def _by_line(
    keys: Mapping[str, None], rows: Mapping[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """One object a key: what it is and what is due, and a list for each other part."""
    told: dict[str, dict[str, Any]] = {key: {} for key in keys}
    for row in rows["due"]:
        told[row["line_key"]].update(row)
    for name in PARTS:
        if name != "due":
            for one in told.values():
                one[name] = []
            for row in rows[name]:
                told[row.pop("line_key")][name].append(row)
    return list(told.values())
