"""The estate that the bench bills: customers with a directory each, a tenth with own prices."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sizes import Size

from pipelines.estate.model import Estate
from pipelines.estate.read import read
from sql.decisions import Decisions
from sql.ledger import Ledger
from sql.stages import Truths, Written

PRODUCTS = 12

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
gap_days = 7
removal_guard = 0.30
[output]
formats = ["csv"]
"""


def write_estate(folder: Path, size: Size) -> Estate:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.toml").write_text(SETTINGS)
    for name, columns, rows in (
        ("customers", "customer_id,name,country,tax_category,tax_rate", _customers(size)),
        ("directories", "directory_id,customer_id,kind", _directories(size)),
        ("products", "product_code,name,kind,includes", _products()),
        ("skus", "sku,product_code", _skus()),
        (
            "price_book",
            "customer_id,product_code,valid_from,currency,unit_price,discount_percent",
            _prices(size),
        ),
        ("exclusions", "match_kind,match_value,reason", [("user_type", "Guest", "guests")]),
    ):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([columns.split(","), *rows])
    return read(folder, {"csv"})


def truths(estate: Estate, data: Path, now: datetime) -> Truths:
    """What a run of the chain is given, as of the morning after the period."""
    billing = estate.settings.billing
    settings = _Settings(
        ("currency", "time_zone", "gap_days", "payment_days"),
        ("VARCHAR", "VARCHAR", "INTEGER", "INTEGER"),
        ((billing.currency, billing.time_zone, billing.gap_days, billing.payment_days),),
    )
    tables: dict[str, Written] = {**estate.tables, "settings": settings}
    return Truths(
        tables,
        Decisions(data / "decisions"),
        billing.removal_guard,
        now,
        Ledger(data / "ledger"),
        estate.version,
    )


class _Settings:
    """The settings as a table of one row."""

    def __init__(
        self,
        columns: tuple[str, ...],
        types: tuple[str, ...],
        rows: tuple[tuple[object, ...], ...],
    ) -> None:
        self.columns, self.types, self.rows = columns, types, rows


def _customers(size: Size) -> Iterable[tuple[object, ...]]:
    return ((f"customer-{n:04}", f"Customer {n}", "DE", "S", 19) for n in range(size.customers))


def _directories(size: Size) -> Iterable[tuple[object, ...]]:
    return ((f"directory-{n:04}", f"customer-{n:04}", "recorded") for n in range(size.customers))


def _products() -> Iterable[tuple[object, ...]]:
    """Twelve that a SKU gives, of which the first includes the second, and one a user is."""
    yield ("SEAT", "Seat", "user", "")
    for n in range(PRODUCTS):
        yield (f"PRODUCT-{n:02}", f"Product {n}", "sku", "PRODUCT-01" if n == 0 else "")


def _skus() -> Iterable[tuple[object, ...]]:
    return ((f"PART_{n:02}", f"PRODUCT-{n:02}") for n in range(PRODUCTS))


def _prices(size: Size) -> Iterable[tuple[object, ...]]:
    middle = f"{size.period}-10"
    yield ("", "SEAT", "2020-01-01", "EUR", "2.35", "")
    for n in range(PRODUCTS):
        yield ("", f"PRODUCT-{n:02}", "2020-01-01", "EUR", f"{7 + 3 * n}.20", "")
    for customer in range(size.customers // 10):
        for n in range(0, PRODUCTS, 3):
            yield (f"customer-{customer:04}", f"PRODUCT-{n:02}", middle, "EUR", "6.66", "5")
