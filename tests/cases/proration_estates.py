"""Plays a published case: an estate of one customer, and a look at its directory each day.

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
    assert case.is_priced_month
    assert case.start
    assert case.end
    assert case.amount is not None
    used = as_used(case)
    write_estate(root / "estate", used)
    write_batch(root / "batch", used)
    return Played(
        estate=root / "estate",
        batch=root / "batch",
        customer_id="acme",
        period=f"{case.start:%Y-%m}",
        today=case.end,
        currency=case.currency,
        amount=used.amount or Decimal(0),
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


def write_estate(folder: Path, case: Example) -> None:
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    write(folder, "directories", "directory_id customer_id kind", [("d1", "acme", "recorded")])
    write(
        folder,
        "customers",
        "customer_id name currency billing_day",
        [("acme", "Acme", case.currency, case.billing_day)],
    )
    write(folder, "skus", "sku product_code", [("s1", "p1")])
    write(folder, "products", "product_code name kind", [("p1", "Product", "sku")])
    write(
        folder,
        "price_book",
        "product_code valid_from currency unit_price",
        [("p1", "2000-01-01", case.currency, case.unit_price)],
    )


def write_batch(folder: Path, case: Example) -> None:
    """A look each day from the one before the period to the first one after it.

    Everybody is there all the time; what is assigned to whom comes and goes.
    """
    folder.mkdir(parents=True)
    assert case.start
    assert case.end
    looks = [(day, f"{day}T10:00:00Z") for day in days(case.start - timedelta(1), case.end)]
    holders = [(unit, held) for held in case.holdings for unit in units(held)]
    people = sorted({unit for unit, _ in holders})
    write(folder, "observations", "directory_id observed_at", [("d1", at) for _, at in looks])
    write(
        folder,
        "users",
        "directory_id observed_at user_id",
        [("d1", at, unit) for _, at in looks for unit in people],
    )
    write(
        folder,
        "assignments",
        "directory_id observed_at user_id sku_id",
        [
            ("d1", at, unit, "s1")
            for day, at in looks
            for unit, held in holders
            if held.from_day <= day < held.to_day
        ],
    )


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def units(holding: Holding) -> list[str]:
    """One person for each unit."""
    return [f"{holding.entity}-{n}" for n in range(1, holding.quantity + 1)]


def write(folder: Path, name: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split())
        writer.writerows(rows)
