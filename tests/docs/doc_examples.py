"""Examples of docs/billing.md as an estate and a batch: a customer and a directory each.

An example is a block of YAML in which every value is text. Products, SKUs and people are named
inside their example; a SKU has the name of its product.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from doc_files import blocks

Row = Mapping[str, str]
SETTINGS = '[seller]\nname = "Seller"\n[billing]\ntime_zone = "UTC"\n[output]\nformats = ["csv"]\n'
KEYS = {
    "case", "period", "customer", "products", "prices", "held", "there", "looks", "purchased",
    "exclusions", "quantities", "adjustments", "lines", "net", "tax", "blockers",
}  # fmt: skip
ESTATE = ("customers", "directories", "skus", "products", "price_book", "exclusions",
          "quantities", "adjustments")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One example; `place` counts from 1 and names its customer, directory and products."""

    place: int
    told: Mapping[str, Any]

    def __str__(self) -> str:
        return str(self.told["case"])

    @property
    def name(self) -> str:
        return f"e{self.place}"

    @property
    def products(self) -> Mapping[str, Mapping[str, str]]:
        found: Mapping[str, Mapping[str, str]] = self.told.get("products", {"seat": {}})
        return found

    def code(self, product: str) -> str:
        return f"{self.name}.{product}"

    @property
    def start(self) -> date:
        """The first day of its period; billing days up to 28 only."""
        day = self.told.get("customer", {}).get("billing_day", "1")
        return date.fromisoformat(f"{self.told['period']}-{int(day):02}")

    @property
    def end(self) -> date:
        month = (self.start.replace(day=1) + timedelta(31)).replace(day=1)
        return month.replace(day=self.start.day)

    def looks(self) -> list[date]:
        """The days said, or every one from the day before the period to the day after it."""
        if "looks" in self.told:
            return [date.fromisoformat(day) for day in self.told["looks"]]
        days = (self.end - self.start).days
        return [self.start + timedelta(n) for n in range(-1, days + 1)]

    def holds(self, row: Row, day: date) -> bool:
        first, end = row.get("from", "2000-01-01"), row.get("to", "2100-01-01")
        return date.fromisoformat(first) <= day < date.fromisoformat(end)


def examples() -> list[Example]:
    """Every example of docs/billing.md; a key that it does not know is a KeyError."""
    found = [block.text for block in blocks() if block.label == "example"]
    told = [yaml.load(text, yaml.BaseLoader) for text in found]
    for one in told:
        if strange := set(one) - KEYS:
            raise KeyError(f"{one.get('case')}: unknown key {sorted(strange)}")
    return [Example(place, one) for place, one in enumerate(told, start=1)]


def estate_rows(example: Example) -> dict[str, list[Row]]:
    """What an example adds to each file of the estate."""
    name, told = example.name, example.told
    mine = {"customer_id": name}

    def own(row: Row) -> Row:
        product = row.get("product_code", "")
        return {**row, **mine, **({"product_code": example.code(product)} if product else {})}

    products = example.products
    sold = [code for code in products if products[code].get("kind", "sku") == "sku"]
    seat = {"product_code": next(iter(products)), "valid_from": "2000-01-01", "currency": "EUR"}
    return {
        "customers": [{"name": name, **mine, **told.get("customer", {})}],
        "directories": [{"directory_id": name, **mine, "kind": "recorded"}],
        "skus": [{"sku": example.code(p), "product_code": example.code(p)} for p in sold],
        "products": [product_row(example, code) for code in products],
        "price_book": [own({**seat, **price}) for price in told.get("prices", ())],
        "exclusions": [own({"reason": "agreed", **row}) for row in told.get("exclusions", ())],
        "quantities": [
            own({"valid_from": "2000-01-01", **row}) for row in told.get("quantities", ())
        ],
        "adjustments": [
            own({"adjustment_id": f"{name}-{n}", **row})
            for n, row in enumerate(told.get("adjustments", ()))
        ],
    }


def product_row(example: Example, code: str) -> Row:
    row = {"kind": "sku", "name": code, **example.products[code]}
    others = filter(None, row.pop("includes", "").split(";"))
    included = ";".join(example.code(other) for other in others)
    return {"product_code": example.code(code), **row, "includes": included}


def write_estate(folder: Path, told: Sequence[Example]) -> None:
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    added = [estate_rows(example) for example in told]
    for name in ESTATE:
        write(folder, name, [row for rows in added for row in rows[name]])


def write_batch(folder: Path, told: Sequence[Example]) -> None:
    folder.mkdir(parents=True)
    seen = [(example, day, look(example, day)) for example in told for day in example.looks()]
    write(folder, "observations", [at for _, _, at in seen])
    write(folder, "users", [{**at, **user} for e, d, at in seen for user in users(e, d)])
    write(folder, "assignments", [{**at, **row} for e, d, at in seen for row in assignments(e, d)])
    write(
        folder,
        "subscriptions",
        [
            {**at, "sku_id": example.code(sku), "purchased": units}
            for example, _, at in seen
            for sku, units in example.told.get("purchased", {}).items()
        ],
    )


def look(example: Example, day: date) -> Row:
    return {"directory_id": example.name, "observed_at": f"{day}T10:00:00Z"}


def users(example: Example, day: date) -> list[Row]:
    """Whoever ever holds something is always there; `there` says what else an account is."""
    held = {row["who"]: {"user_id": row["who"]} for row in example.told.get("held", ())}
    for row in example.told.get("there", ()):
        if example.holds(row, day):
            told = {k: v for k, v in row.items() if k not in ("who", "from", "to")}
            held[row["who"]] = {"user_id": row["who"], **told}
    return list(held.values())


def assignments(example: Example, day: date) -> list[Row]:
    first = next(iter(example.products))
    return [
        {
            "user_id": row["who"],
            "sku_id": example.code(row.get("what", first)),
            "assigned_at": row.get("assigned_at", ""),
        }
        for row in example.told.get("held", ())
        if example.holds(row, day)
    ]


def write(folder: Path, name: str, rows: Iterable[Row]) -> None:
    listed = list(rows)
    columns = list(dict.fromkeys(column for row in listed for column in row))
    if not columns:
        return
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
