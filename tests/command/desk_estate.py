"""A small estate to do things to: one customer, SKU e3 as product mail, and a directory or more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from desk import Desk
from oracle_files import LookRows, Values, write_batch, write_estate_tables, write_settings

TODAY = date(2026, 4, 2)
MARCH = "2026-03"
PRICE: Values = {
    "product_code": "mail",
    "valid_from": "2026-01-01",
    "currency": "EUR",
    "unit_price": "30.00",
}


def small(root: Path, *directories: str, gap_days: int = 40) -> Desk:
    """An estate in `root`/estate, of directory d1 or those given; looks may lie far apart."""
    folder = root / "estate"
    write_settings(folder, gap_days=gap_days)
    settings = folder / "settings.toml"
    settings.write_text(settings.read_text().replace('["csv"]', '["html", "csv", "json"]'))
    (folder / "recorded").mkdir()
    write_estate_tables(
        folder,
        {
            "directories": [recorded(name) for name in directories or ("d1",)],
            "customers": [{"customer_id": "acme", "name": "Acme", "tax_rate": "19"}],
            "skus": [{"sku": "e3", "product_code": "mail"}],
            "products": [{"product_code": "mail", "name": "Mail", "kind": "sku"}],
            "price_book": [PRICE],
        },
    )
    return Desk(folder, TODAY)


def recorded(name: str) -> Values:
    return {
        "directory_id": name,
        "customer_id": "acme",
        "kind": "recorded",
        "locator": "recorded",
    }


def look(day: int, users: Iterable[str], directory_id: str = "d1", hour: int = 9) -> LookRows:
    """A look on a day of March 2026 that sees users, each with SKU e3."""
    seen = LookRows(directory_id, datetime(2026, 3, day, hour, tzinfo=UTC))
    seen.users = [{"user_id": user, "display_name": f"Name of {user}"} for user in users]
    seen.assignments = [{"user_id": user, "sku_id": "e3"} for user in users]
    return seen


def batch(root: Path, name: str, *looks: LookRows) -> Path:
    """Looks as a batch of CSV files in `root`/`name`."""
    return write_batch(root / name, list(looks))
