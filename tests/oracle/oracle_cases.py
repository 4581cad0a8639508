"""Small estates and looks for hand-written cases: one customer, one directory, March 2025."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from oracle import Result, compute
from oracle_estate import Span
from oracle_files import LookRows, Values, write_batch, write_estate_tables, write_settings

Tables = dict[str, list[Values]]
Holders = Mapping[str, Sequence[str]]
MARCH = Span(date(2025, 3, 1), date(2025, 4, 1))
TODAY = date(2025, 6, 1)


def price(product_code: str, unit_price: str, **more: object) -> Values:
    row = {"product_code": product_code, "valid_from": "2020-01-01", "currency": "EUR"}
    return {**row, "unit_price": unit_price, **more}


def estate(**changes: Any) -> Tables:
    """One customer, one directory, SKU s1 sold as P for 31.00; tables are replaced by name."""
    tables: Tables = {
        "customers": [{"customer_id": "acme", "name": "Acme"}],
        "directories": [{"directory_id": "d1", "customer_id": "acme", "kind": "recorded"}],
        "skus": [{"sku": "s1", "product_code": "P"}, {"sku": "s2", "product_code": "Q"}],
        "products": [
            {"product_code": "P", "name": "P", "kind": "sku"},
            {"product_code": "Q", "name": "Q", "kind": "sku"},
        ],
        "price_book": [price("P", "31.00"), price("Q", "3.10")],
    }
    return {**tables, **changes}


def look(day: date, holders: Holders, hour: int = 10, **more: Any) -> LookRows:
    """A look at a UTC hour; `users` adds columns by user, `assigned` a date by user."""
    users, assigned = more.get("users", {}), more.get("assigned", {})
    return LookRows(
        more.get("directory_id", "d1"),
        datetime.combine(day, time(hour), UTC),
        [
            {"user_id": u, "user_principal_name": f"{u}@x.example", **users.get(u, {})}
            for u in holders
        ],
        [
            {"user_id": u, "sku_id": s, "assigned_at": assigned.get(u, "")}
            for u, skus in holders.items()
            for s in skus
        ],
        more.get("subscriptions", []),
    )


def daily(start: date, end: date, holders: Holders, **more: Any) -> list[LookRows]:
    return [look(day, holders, **more) for day in Span(start, end).days()]


def march(day: int) -> date:
    return date(2025, 2, 28) + timedelta(days=day)


def span(first: int, last: int) -> set[date]:
    """Days of March, both ends counted."""
    return {march(day) for day in range(first, last + 1)}


def play(
    folder: Path, tables: Tables, *batches: Any, period: str = "2025-03", today: date = TODAY
) -> Result:
    """Batches are lists of looks; anything that is a tuple is an event as it stands."""
    write_settings(folder / "estate")
    write_estate_tables(folder / "estate", tables)
    events: list[tuple[Any, ...]] = []
    for number, batch in enumerate(batches):
        if isinstance(batch, tuple):
            events.append(batch)
        else:
            events.append(("import", [write_batch(folder / f"batch{number}", batch)]))
    return compute(folder / "estate", events, period, today)


def amounts(result: Result, kind: str = "person") -> dict[str | None, str]:
    return {key[3]: str(c.amount) for key, c in result.charges.items() if key[2] == kind}


def exacts(result: Result, kind: str = "person") -> dict[str | None, Fraction]:
    found: dict[str | None, Fraction] = {}
    for key, charge in result.charges.items():
        if key[2] == kind:
            found[key[3]] = found.get(key[3], Fraction(0)) + charge.exact
    return found


TWO_DIRECTORIES: list[Values] = [
    {"directory_id": "cloud", "customer_id": "acme", "kind": "recorded"},
    {"directory_id": "house", "customer_id": "acme", "kind": "recorded"},
]


def linked(day: date, directory_id: str, user_id: str, skus: Sequence[str]) -> LookRows:
    more: dict[str, Any] = {
        "users": {user_id: {"immutable_id": "I1"}},
        "directory_id": directory_id,
    }
    return look(day, {user_id: skus}, **more)


def month_of_two() -> list[LookRows]:
    days = MARCH.days()
    house = [linked(day, "house", "h", ["s1"]) for day in days]
    return (
        house
        + [linked(day, "cloud", "c", ["s1"]) for day in days[:10]]
        + [linked(day, "cloud", "c", []) for day in days[10:]]
    )


def exclusion(match_kind: str, match_value: str = "", **more: str) -> Values:
    return {"match_kind": match_kind, "match_value": match_value, "reason": match_kind, **more}
