"""A provider's estate that changes as months go by, and what the oracle says is due for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

import oracle
from audit import Group, Key, half_away
from clerk import Clerk
from oracle_files import LookRows, write_batch, write_estate_tables, write_settings
from oracle_looks import Event

Holdings = Mapping[str, str]  # the SKUs of each user, one letter each
Row = dict[str, Any]
SKUS = {"m": "mail-sku", "d": "desk-sku", "n": "note-sku"}
HOMES = {"d1": ("acme", "abc"), "d2": ("zeta", "xy")}
TABLES: dict[str, list[Row]] = {
    "directories": [
        {"directory_id": name, "customer_id": customer_id, "kind": "recorded"}
        for name, (customer_id, _) in HOMES.items()
    ],
    "customers": [
        {"customer_id": "acme", "name": "Acme", "tax_rate": "19", "billing_timing": "arrears"},
        {"customer_id": "zeta", "name": "Zeta", "tax_rate": "7", "billing_timing": "advance"},
    ],
    "skus": [
        {"sku": "mail-sku", "product_code": "mail"},
        {"sku": "desk-sku", "product_code": "desk"},
        {"sku": "note-sku", "reason": "comes with the house"},
    ],
    "products": [
        {"product_code": "mail", "name": "Mail", "kind": "sku"},
        {"product_code": "desk", "name": "Desk", "kind": "sku", "tax_category": "S", "tax_rate": 7},
        {"product_code": "fee", "name": "Fee", "kind": "flat"},
    ],
    "price_book": [
        {"product_code": "mail", "unit_price": "10.00"},
        {"product_code": "desk", "unit_price": "10.00", "model": "graduated", "tier_from": 1},
        {"product_code": "desk", "unit_price": "5.00", "model": "graduated", "tier_from": 2},
        {"product_code": "fee", "customer_id": "acme", "unit_price": "3.33"},
    ],
    "exclusions": [],
    "people": [],
    "payers": [],
    "adjustments": [],
}


@dataclass(slots=True)
class World:
    """The estate as it is, the versions it had, and all that happened, for clerk and oracle."""

    root: Path
    clerk: Clerk
    tables: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [dict(row) for row in rows] for name, rows in TABLES.items()}
    )
    settings: dict[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ("csv",)
    events: list[Event] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    version: Path = Path()

    @classmethod
    def begin(cls, root: Path, today: date) -> World:
        world = cls(root, Clerk(root / "estate", today))
        world.write()
        return world

    def write(self) -> None:
        """The estate as it is now, and a copy of this version for the oracle."""
        folder = self.clerk.estate
        write_settings(folder, gap_days=400)
        path = folder / "settings.toml"
        said = "".join(f"{name} = {value}\n" for name, value in self.settings.items())
        text = path.read_text().replace("[billing]\n", f"[billing]\n{said}")
        path.write_text(text.replace('["csv"]', json.dumps(self.formats)))
        always = {"valid_from": "2025-01-01", "currency": "EUR"}
        prices = [{**always, **row} for row in self.tables["price_book"]]
        write_estate_tables(folder, {**self.tables, "price_book": prices})
        for name in ("exclusions", "people", "payers", "adjustments"):
            if not self.tables[name]:
                (folder / f"{name}.csv").unlink(missing_ok=True)
        self.version = self.root / f"version-{next(self.numbers)}"
        shutil.copytree(folder, self.version, ignore=shutil.ignore_patterns("data"))

    def customer(self, customer_id: str) -> Row:
        (row,) = (r for r in self.tables["customers"] if r["customer_id"] == customer_id)
        return row

    def tell(self, event: Event) -> None:
        self.clerk.tell(event)
        self.events.append(event)

    def look(self, directory_id: str, at: datetime, shown: Holdings) -> None:
        """A batch of one look: who is there, and what each holds."""
        rows = LookRows(directory_id, at)
        for user, skus in shown.items():
            rows.users.append({"user_id": user, "display_name": f"Name of {user}"})
            rows.assignments += [{"user_id": user, "sku_id": SKUS[sku]} for sku in skus]
        folder = write_batch(self.root / f"batch-{next(self.numbers)}", [rows])
        self.tell(("import", [str(folder)]))

    def due(self, version: Path, customer_id: str, period: str) -> dict[Key, Fraction] | None:
        """What is due for each key of a period by now, exact; None where something blocks it."""
        result = oracle.compute(
            version, self.events, period, self.clerk.today, settled={customer_id}
        )
        if customer_id in result.blocked():
            return None
        return {
            (customer_id, period, product, kind, person, price): charge.exact
            for (customer, product, kind, person, price), charge in result.charges.items()
            if customer == customer_id and charge.exact
        }


def totals(due: Mapping[Key, Fraction]) -> dict[Group, int]:
    """The exact due of each group, adjustments apart, rounded half away to cents."""
    sums: dict[Group, Fraction] = {}
    for (customer, period, product, kind, *_), exact in due.items():
        if kind != "adjustment":
            group = (customer, period, product)
            sums[group] = sums.get(group, Fraction(0)) + exact
    return {group: half_away(exact * 100) for group, exact in sums.items()}


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
