"""What finance.duckdb says, and what the oracle says, in one shape, so that they can be equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import duckdb
from oracle import Result

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """finance.duckdb, asked about one period."""

    connection: duckdb.DuckDBPyConnection
    period: str

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        given = {"period": self.period} if "$period" in query else {}
        return self.connection.execute(query, given).fetchall()


def published(connection: duckdb.DuckDBPyConnection, period: str) -> Facts:
    """The facts of a period as finance.duckdb tells them, of customers that are not blocked."""
    reader = Reader(connection, period)
    whole = "select customer_id from periods where period = $period and status in "
    billed = {c for (c,) in reader.rows(f"{whole} ('drafted', 'nothing_due')")}
    return {
        **_looked(reader),
        "not ended": {c for (c,) in reader.rows(f"{whole} ('open')")},
        "blocked": {c for (c,) in reader.rows(f"{whole} ('blocked')")},
        "blockers": _blockers(reader),
        "billable": _of(billed, _billable(reader)),
        "excluded": _of(billed, _excluded(reader)),
        "charges": _of(billed, _charges(reader)),
        "documents": _documents(reader),
        "lines": _lines(reader),
    }


def computed(result: Result) -> Facts:
    """The same facts as the oracle computes them."""
    billed = set(result.blockers) - result.blocked()
    return {
        "observations": result.observations,
        "coverage": result.coverage,
        "assignments": result.assignment_spans,
        "not ended": result.not_ended,
        "blocked": result.blocked(),
        "blockers": {c: set(found) for c, found in result.blockers.items() if found},
        "billable": _of(billed, {k: set(days) for k, days in result.billable.items() if days}),
        "excluded": _of(billed, _worded(result)),
        "charges": _of(billed, {k: tuple(charge) for k, charge in result.charges.items()}),
        "documents": {c: _document(d) for c, d in result.documents.items()},
        "lines": _charged(result),
    }


def _of(customers: set[str], facts: dict[Any, Any]) -> dict[Any, Any]:
    return {key: fact for key, fact in facts.items() if key[0] in customers}


def _looked(reader: Reader) -> Facts:
    looks = reader.rows("select directory_id, observed_at, status from observations")
    days = reader.rows("select directory_id, day, status from coverage")
    spans = reader.rows(
        "select directory_id, user_id, sku_id, valid_from, valid_to, from_evidence from assignments"
    )
    assert len(spans) == len(set(spans))
    return {
        "observations": {(d, at): status for d, at, status in looks},
        "coverage": {(d, day): status for d, day, status in days},
        "assignments": set(spans),
    }


def _blockers(reader: Reader) -> Facts:
    found: dict[str, set[tuple[str, bool]]] = {}
    for customer_id, code, is_warning in reader.rows(
        "select customer_id, code, is_warning from blockers where period = $period"
    ):
        found.setdefault(customer_id, set()).add((code, is_warning))
    return found


def _billable(reader: Reader) -> dict[Any, set[date]]:
    found: dict[Any, set[date]] = {}
    for *key, from_day, to_day, days in reader.rows(
        "select customer_id, person_id, product_code, from_day, to_day, days "
        "from billable_days where period = $period"
    ):
        span = set(_days(from_day, to_day))
        assert len(span) == days
        assert not span & found.get(tuple(key), set())
        found.setdefault(tuple(key), set()).update(span)
    return found


def _excluded(reader: Reader) -> dict[Any, dict[date, str]]:
    found: dict[Any, dict[date, str]] = {}
    for *key, from_day, to_day, reason in reader.rows(
        "select customer_id, person_id, product_code, from_day, to_day, reason "
        "from excluded_days where period = $period"
    ):
        found.setdefault(tuple(key), {}).update(dict.fromkeys(_days(from_day, to_day), reason))
    return found


def _days(from_day: date, to_day: date) -> Iterator[date]:
    return (from_day + timedelta(n) for n in range((to_day - from_day).days))


def _charges(reader: Reader) -> dict[Any, Any]:
    rows = reader.rows(
        "select customer_id, product_code, kind, person_id, unit_price, days, "
        "exact_numerator, exact_denominator, amount from charges where period = $period"
    )
    found = {
        _key(*row[:5]): (row[5] or 0, Fraction(int(row[6]), int(row[7])), row[8]) for row in rows
    }
    assert len(found) == len(rows)
    return found


def _key(customer_id: str, product_code: str, kind: str, person_id: str, price: Any) -> Any:
    exact = None if price is None else Fraction(price)
    return (customer_id, product_code or "", kind, person_id, exact)


def _documents(reader: Reader) -> Facts:
    found: Facts = {}
    for document_id, customer_id, kind, currency, net, tax, gross in reader.rows(
        "select document_id, customer_id, kind, currency, net, tax, gross from documents "
        "where period = $period and status = 'draft' and number is null"
    ):
        taxes = reader.connection.execute(
            "select tax_category, tax_rate, net, tax from document_taxes where document_id = $id",
            {"id": document_id},
        ).fetchall()
        by_rate = {(category, Fraction(rate)): (n, t) for category, rate, n, t in taxes}
        assert customer_id not in found
        found[customer_id] = (kind, currency, net, tax, gross, by_rate)
    return found


def _document(document: Any) -> tuple[Any, ...]:
    return (
        document.kind,
        document.currency,
        document.net,
        document.tax,
        document.gross,
        dict(document.taxes),
    )


def _lines(reader: Reader) -> dict[Any, Any]:
    """Lines by what they charge; they add up to the net of their document."""
    rows = reader.rows(
        "select l.customer_id, l.product_code, l.kind, l.person_id, l.unit_price, l.days, "
        "l.amount, l.document_id, d.net, d.kind from lines as l join documents as d "
        "on l.document_id = d.document_id where d.period = $period"
    )
    sums: dict[str, Any] = {}
    for *_, amount, document_id, net, _kind in rows:
        sums[document_id] = sums.get(document_id, -net) + amount
    assert set(sums.values()) <= {0}
    turned = {"invoice": 1, "credit_note": -1}
    found = {_key(*row[:5]): (row[5] or 0, row[6] * turned[row[9]]) for row in rows}
    assert len(found) == len(rows)
    return found


def _charged(result: Result) -> dict[Any, Any]:
    """What each line must say: the charges of customers that have a document."""
    charges = _of(set(result.documents), result.charges)
    return {key: (charge.days, charge.amount) for key, charge in charges.items() if charge.exact}


def _worded(result: Result) -> dict[Any, dict[date, str]]:
    return {
        key: {
            day: f"included in {by}" if how == "included" else by for day, (how, by) in days.items()
        }
        for key, days in result.excluded.items()
        if days
    }
