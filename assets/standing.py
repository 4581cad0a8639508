"""What a bill made of its periods, as far as two moments are compared by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sql import query
from sql.warehouse import Warehouse

Row = dict[str, Any]
Pair = tuple[str, str]  # period and customer
Key = tuple[str, str, str]  # period, customer and line key
Place = tuple[str, str, str | None]  # period, customer and person
PERSON = ("period", "customer_id", "line_period", "kind", "product_code", "person_id")


@dataclass(frozen=True, slots=True)
class Standing:
    """Customers' periods, the lines of what stands for them, the directories that they come from
    (of the person None all), and the days of each person and product whatever they cost."""

    pairs: Mapping[Pair, Row]
    lines: Mapping[Key, Row]
    places: Mapping[Place, frozenset[str]]
    days: Mapping[tuple[Any, ...], int]


def read(house: Warehouse, periods: Sequence[str], customer_id: str | None) -> Standing:
    """Of drafts those of the last bill, of settled periods all that was issued for them."""
    given = {"periods": list(periods), "customer_id": customer_id}
    pairs = house.names(query.text("billing/since/pairs.sql"), given)
    lines = house.names(query.text("billing/since/lines.sql"), given)
    return Standing(
        {(row["period"], row["customer_id"]): row for row in pairs},
        {(row["period"], row["customer_id"], row["line_key"]): row for row in lines},
        _places(house),
        _days(lines),
    )


def _places(house: Warehouse) -> dict[Place, frozenset[str]]:
    found: dict[Place, set[str]] = {}
    for period, customer_id, person_id, directory_id in house.ask("billing/since/places.sql"):
        found.setdefault((period, customer_id, person_id), set()).add(directory_id)
    return {place: frozenset(directories) for place, directories in found.items()}


def _days(lines: Sequence[Row]) -> dict[tuple[Any, ...], int]:
    found: dict[tuple[Any, ...], int] = {}
    for line in lines:
        key = held(line)
        found[key] = found.get(key, 0) + (line["days"] or 0)
    return found


def held(line: Row) -> tuple[Any, ...]:
    """Whose days a line counts, whatever they cost."""
    return tuple(line[name] for name in PERSON)
