"""Plays published cases: an estate of a customer each, and a look at its directory each day.

A case that gives money back is played by what was used: the unused part of a price in whole
minor units is that price less the used part, to the cent (no case ends on half a cent).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from proration_cases import Example, Holding

SETTINGS = """\
[seller]
name = "Seller"
[billing]
time_zone = "UTC"
[output]
formats = ["csv"]
"""


@dataclass(frozen=True, slots=True)
class Played:
    """Where a case was written to, and what billing `period` on `today` must come to (net)."""

    estate: Path
    batch: Path
    customer_id: str
    period: str
    today: date
    currency: str
    amount: Decimal


def write_case(root: Path, case: Example) -> Played:
    """Writes `root`/estate and `root`/batch; the case must be a month with a price."""
    return write_cases(root, [case])[0]


def write_cases(root: Path, cases: Sequence[Example]) -> list[Played]:
    """Several cases in one estate and one batch, each a customer with a directory of its own."""
    used = [as_used(case) for case in cases]
    write_estate(root / "estate", used)
    write_batch(root / "batch", used)
    return [played(root, case) for case in used]


def played(root: Path, case: Example) -> Played:
    assert case.is_priced_month
    assert case.start
    assert case.end
    assert case.amount is not None
    return Played(
        estate=root / "estate",
        batch=root / "batch",
        customer_id=case.id,
        period=f"{case.start:%Y-%m}",
        today=case.end,
        currency=case.currency,
        amount=case.amount,
    )


def as_used(case: Example) -> Example:
    """The case itself, or the used part of one that gives back the unused part."""
    if all(holding.quantity > 0 for holding in case.holdings):
        return case
    (unused,) = case.holdings
    assert case.start
    assert case.unit_price is not None
    assert case.amount is not None
    assert unused.to_day == case.end
    used = replace(unused, from_day=case.start, to_day=unused.from_day, quantity=-unused.quantity)
    return replace(case, holdings=[used], amount=case.unit_price * used.quantity + case.amount)


def write_estate(folder: Path, cases: Sequence[Example]) -> None:
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    write(
        folder,
        "directories",
        "directory_id customer_id kind observed_from observed_to",
        [(case.id, case.id, "recorded", case.start, case.end) for case in cases],
    )
    write(
        folder,
        "customers",
        "customer_id name currency billing_day",
        [(case.id, case.id, case.currency, case.billing_day) for case in cases],
    )
    write(folder, "skus", "sku product_code", [("s1", "p1")])
    write(folder, "products", "product_code name kind", [("p1", "Product", "sku")])
    write(
        folder,
        "price_book",
        "customer_id product_code valid_from currency unit_price",
        [(case.id, "p1", "2000-01-01", case.currency, case.unit_price) for case in cases],
    )


def write_batch(folder: Path, cases: Sequence[Example]) -> None:
    """Everybody is there at each look; what is assigned to whom comes and goes."""
    folder.mkdir(parents=True)
    seen = [(case, day, (case.id, f"{day}T10:00:00Z")) for case in cases for day in looks(case)]
    write(folder, "observations", "directory_id observed_at", [look for _, _, look in seen])
    write(
        folder,
        "users",
        "directory_id observed_at user_id",
        [(*look, unit) for case, _, look in seen for unit in sorted({u for u, _ in units(case)})],
    )
    write(
        folder,
        "assignments",
        "directory_id observed_at user_id sku_id",
        [
            (*look, unit, "s1")
            for case, day, look in seen
            for unit, held in units(case)
            if held.from_day <= day < held.to_day
        ],
    )


def looks(case: Example) -> list[date]:
    """Each day from the one before the period to the first one after it."""
    assert case.start
    assert case.end
    first = case.start - timedelta(1)
    return [first + timedelta(n) for n in range((case.end - first).days + 1)]


def units(case: Example) -> list[tuple[str, Holding]]:
    """One person for each unit held."""
    return [(f"{one.entity}-{n}", one) for one in case.holdings for n in range(1, one.quantity + 1)]


def write(folder: Path, name: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split())
        writer.writerows(rows)
