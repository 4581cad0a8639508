"""Writes estates and CSV batches from plain values, for the oracle's cases and random estates."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

Values = Mapping[str, object]

ESTATE_COLUMNS = {
    "directories": "directory_id customer_id kind connection locator observed_from observed_to",
    "customers": "customer_id name legal_name street postcode city country vat_id email currency "
    "locale time_zone billing_day billing_timing billing_from billing_to tax_category tax_rate "
    "exemption_reason purchase_order buyer_reference electronic_address",
    "skus": "sku product_code reason",
    "products": "product_code name kind includes tax_category tax_rate",
    "price_book": "customer_id product_code valid_from valid_to currency unit_price unit_cost "
    "model tier_from proration minimum_quantity unassigned discount_percent",
    "exclusions": "customer_id match_kind match_value product_code valid_from valid_to reason",
    "people": "person_id directory_id user_id payer_customer_id",
    "payers": "directory_id match_kind match_value payer_customer_id valid_from valid_to reason",
    "quantities": "customer_id product_code valid_from valid_to quantity note",
    "adjustments": "adjustment_id customer_id day description amount product_code",
}
BATCH_COLUMNS = {
    "observations": "directory_id observed_at same_as",
    "users": "directory_id observed_at user_id user_principal_name display_name mail department "
    "company_name account_enabled user_type immutable_id created_at",
    "assignments": "directory_id observed_at user_id sku_id sku_part_number assigned_via "
    "assigned_at",
    "subscriptions": "directory_id observed_at sku_id sku_part_number purchased consumed status",
}
SETTINGS = """\
[seller]
name = "Seller GmbH"
street = "Weg 1"
postcode = "10115"
city = "Berlin"
country = "DE"
vat_id = "DE136695976"
email = "billing@seller.example"
iban = "DE02120300000000202051"
[billing]
currency = "EUR"
time_zone = "Europe/Berlin"
gap_days = {gap_days}
removal_guard = {removal_guard}
[output]
formats = ["csv"]
"""


@dataclass(slots=True)
class LookRows:
    """What one look is written as; the directory and the moment are added to every row."""

    directory_id: str
    observed_at: datetime
    users: list[Values] = field(default_factory=list)
    assignments: list[Values] = field(default_factory=list)
    subscriptions: list[Values] = field(default_factory=list)
    same_as: datetime | None = None


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def write_table(path: Path, columns: str, rows: Iterable[Values]) -> None:
    """Write a CSV file with all of the columns; a value that a row lacks is blank."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns.split(), restval="")
        writer.writeheader()
        writer.writerows(rows)


def write_settings(folder: Path, gap_days: int = 7, removal_guard: str = "0.30") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = SETTINGS.format(gap_days=gap_days, removal_guard=removal_guard)
    (folder / "settings.toml").write_text(text, encoding="utf-8")


def write_estate_tables(folder: Path, tables: Mapping[str, Iterable[Values]]) -> None:
    """Write the estate's files; the five that must exist are written also when empty."""
    folder.mkdir(parents=True, exist_ok=True)
    needed = ("directories", "customers", "skus", "products", "price_book")
    for name, columns in ESTATE_COLUMNS.items():
        rows = list(tables.get(name, ()))
        if rows or name in needed:
            write_table(folder / f"{name}.csv", columns, rows)


def write_batch(folder: Path, looks: list[LookRows]) -> Path:
    """Write looks as one CSV batch."""
    folder.mkdir(parents=True)
    tables: dict[str, list[Values]] = {name: [] for name in BATCH_COLUMNS}
    for look in looks:
        key = {"directory_id": look.directory_id, "observed_at": stamp(look.observed_at)}
        same_as = stamp(look.same_as) if look.same_as else ""
        tables["observations"].append({**key, "same_as": same_as})
        if not look.same_as:
            tables["users"] += [{**key, **row} for row in look.users]
            tables["assignments"] += [{**key, **row} for row in look.assignments]
        tables["subscriptions"] += [{**key, **row} for row in look.subscriptions]
    for name, rows in tables.items():
        if rows or name != "subscriptions":
            write_table(folder / f"{name}.csv", BATCH_COLUMNS[name], rows)
    return folder
