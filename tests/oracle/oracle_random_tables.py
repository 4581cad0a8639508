"""Random estate tables: customers, products, prices, quantities, adjustments."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from oracle_estate import Span
from oracle_files import Values
from oracle_random_looks import SKUS, chance

ZONES = ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "", "Asia/Kolkata"]
CURRENCIES = ["EUR", "JPY", "BHD", "USD"]
PRICES = ["30.00", "10.00", "33.333333", "12.345678", "7.77", "100", "1.005", "0.01", "2500"]
DISCOUNTS = ["", "", "", "0", "12.5", "33.33", "100"]
PRORATIONS = ["", "actual_days", "actual_days", "full_period", "fixed_30", "until_period_end"]
PRODUCT_KINDS = {
    "ALPHA": "sku",
    "BETA": "sku",
    "GAMMA": "sku",
    "SEAT": "user",
    "DESK": "user",
    "BASE": "flat",
    "ROOM": "counted",
}


@dataclass(slots=True)
class Draft:
    """An estate in the making; `span` are the days that its directories are looked at."""

    rng: Random
    span: Span
    is_nasty: bool
    tables: dict[str, list[Any]] = field(default_factory=dict)

    def day(self) -> date:
        return self.rng.choice(self.span.days())

    def customer_ids(self) -> list[str]:
        return [row["customer_id"] for row in self.tables["customers"]]

    def validity(self, probability: float = 0.4) -> dict[str, str]:
        """Sometimes bounded days, never turned round."""
        first, last = sorted([self.day(), self.day()])
        start = first.isoformat() if chance(self.rng, probability) else ""
        end = (last + timedelta(days=1)).isoformat() if chance(self.rng, probability) else ""
        return {"valid_from": start, "valid_to": end}


def add_customers(draft: Draft, count: int) -> None:
    rng = draft.rng
    currencies = rng.sample(CURRENCIES, rng.randint(1, 3))
    draft.tables["customers"] = []
    for number in range(count):
        window = draft.validity(0.2)
        category, rate = rng.choice([("S", "19"), ("S", "7.7"), ("Z", ""), ("E", "0"), ("", "")])
        draft.tables["customers"].append(
            {
                "customer_id": f"c{number + 1}",
                "name": f"Customer {number + 1}",
                "country": "DE",
                "currency": rng.choice(currencies),
                "time_zone": rng.choice(ZONES),
                "billing_day": rng.choice(["", "", "1", "15", "29", "31"]),
                "billing_from": window["valid_from"],
                "billing_to": window["valid_to"],
                "tax_category": category,
                "tax_rate": rate,
                "exemption_reason": "as agreed",
            }
        )


def add_products(draft: Draft) -> None:
    rng = draft.rng
    includes = {"ALPHA": ["", "BETA", "BETA;SEAT"], "BETA": ["", "GAMMA"], "SEAT": ["", "DESK"]}
    taxes = [("", ""), ("", ""), ("S", "7"), ("Z", ""), ("E", "")]
    draft.tables["products"] = []
    for code, kind in PRODUCT_KINDS.items():
        category, rate = rng.choice(taxes)
        draft.tables["products"].append(
            {
                "product_code": code,
                "name": code.title(),
                "kind": kind,
                "includes": rng.choice(includes.get(code, [""])),
                "tax_category": category,
                "tax_rate": rate,
            }
        )
    draft.tables["skus"] = [
        {
            "sku": rng.choice([sku_id, sku_id.upper(), part, part.lower()]),
            "product_code": rng.choice(["ALPHA", "BETA", "GAMMA", "ALPHA", "BETA", ""]),
        }
        for sku_id, part in SKUS.items()
    ]
    if chance(rng, 0.3):
        _map_twice(draft)


def _map_twice(draft: Draft) -> None:
    """One SKU both by id and by part number: the id wins."""
    known = {str(row["sku"]).lower() for row in draft.tables["skus"]}
    both = {name.lower() for pair in SKUS.items() for name in pair}
    other = draft.rng.choice(sorted(both - known))
    draft.tables["skus"].append({"sku": other, "product_code": "GAMMA"})


def add_prices(draft: Draft) -> None:
    """List rows for every currency in use, most products; own rows for some customers."""
    rng, rows = draft.rng, []
    currencies = sorted({row["currency"] for row in draft.tables["customers"]})
    for code, kind in PRODUCT_KINDS.items():
        is_sold = kind in ("sku", "counted") and not (draft.is_nasty and chance(rng, 0.05))
        for currency in currencies:
            if is_sold or chance(rng, 0.6):
                rows += _list_rows(draft, code, currency)
        for customer in draft.tables["customers"]:
            if chance(rng, 0.2):
                own = {"customer_id": customer["customer_id"], **_bounded(draft)}
                currency = customer["currency"]
                if draft.is_nasty and chance(rng, 0.05):
                    currency = rng.choice(CURRENCIES)
                rows += random_row_set(rng, code, {**own, "currency": currency})
    draft.tables["price_book"] = rows


def _bounded(draft: Draft) -> dict[str, str]:
    validity = draft.validity(0.5)
    return {**validity, "valid_from": validity["valid_from"] or "2020-01-01"}


def _list_rows(draft: Draft, code: str, currency: str) -> list[Values]:
    rng, row = draft.rng, {"currency": currency, "valid_from": "2020-01-01"}
    if not chance(rng, 0.3):
        return random_row_set(rng, code, row)
    changes = draft.day().isoformat()
    return [
        *random_row_set(rng, code, {**row, "valid_to": changes}),
        *random_row_set(rng, code, {**row, "valid_from": changes}),
    ]


def random_row_set(rng: Random, code: str, row: Values) -> list[Values]:
    """A row set as the rules allow it for the kind of its product."""
    kind = PRODUCT_KINDS[code]
    common = {**row, "product_code": code, "discount_percent": rng.choice(DISCOUNTS)}
    if kind in ("sku", "user") and chance(rng, 0.35):
        common["model"] = rng.choice(["graduated", "volume"])
        common["minimum_quantity"] = rng.choice(["", "", "", "2", "6"])
        places = [1, *sorted(rng.sample([2, 3, 4, 6], rng.randint(1, 2)))]
        return [{**common, "tier_from": n, "unit_price": rng.choice(PRICES)} for n in places]
    common["model"] = rng.choice(["", "standard"])
    common["proration"] = rng.choice(PRORATIONS if kind != "counted" else PRORATIONS[:3])
    if kind in ("sku", "user") and common["proration"] in ("", "actual_days"):
        common["minimum_quantity"] = rng.choice(["", "", "", "", "3"])
    if kind == "sku":
        common["unassigned"] = rng.choice(["", "absorb", "bill"])
    return [{**common, "unit_price": rng.choice(PRICES)}]


def add_quantities(draft: Draft) -> None:
    draft.tables["quantities"] = [
        {
            "customer_id": draft.rng.choice(draft.customer_ids()),
            "product_code": "ROOM",
            "quantity": draft.rng.randrange(5),
            **_bounded(draft),
        }
        for _ in range(draft.rng.choice([0, 1, 2, 3]))
    ]


def add_adjustments(draft: Draft) -> None:
    rng, rows = draft.rng, []
    amounts = {"JPY": ["-500", "120"], "BHD": ["-1.005", "3.333"]}
    for number in range(rng.choice([0, 0, 1, 2, 4])):
        customer = rng.choice(draft.tables["customers"])
        rows.append(
            {
                "adjustment_id": f"adj-{number}",
                "customer_id": customer["customer_id"],
                "day": draft.day().isoformat(),
                "description": "as agreed",
                "amount": rng.choice(amounts.get(customer["currency"], ["-20.05", "9.99"])),
                "product_code": rng.choice(["", "ALPHA", "BASE"]),
            }
        )
    draft.tables["adjustments"] = rows
