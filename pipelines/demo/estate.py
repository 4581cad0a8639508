"""Writes the demo estate: settings.toml and the ten CSV files."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.demo import agreements, customers, directories, prices, products


def write_estate(root: Path) -> None:
    """`root` is made where it is missing; FileExistsError where it holds anything."""
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        raise FileExistsError(f"{root} is not empty (a demo wants a new or an empty folder)")
    (root / "settings.toml").write_text(customers.SETTINGS, encoding="utf-8", newline="\n")
    _write(root, "directories", directories.directory_rows())
    _write(root, "customers", customers.CUSTOMERS, customers.COLUMNS.split(","))
    _write(root, "skus", products.sku_rows())
    _write(root, "products", products.product_rows())
    _write(root, "price_book", prices.price_rows(), prices.COLUMNS.split(","))
    _write(root, "exclusions", agreements.EXCLUSIONS, agreements.EXCLUSION_COLUMNS)
    _write(root, "people", agreements.people_rows())
    _write(root, "payers", agreements.PAYERS)
    _write(root, "quantities", agreements.quantity_rows())
    _write(root, "adjustments", agreements.adjustment_rows())


def _write(
    root: Path,
    name: str,
    rows: Iterable[Mapping[str, str]],
    columns: Iterable[str] = (),
) -> None:
    """Columns are those of the first row where none are said; a cell not said is blank."""
    rows = list(rows)
    with (root / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns) or list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
