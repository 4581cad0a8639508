"""What a case says by name, and tables of a run keep by number: a customer's period, an account or
person by its row of billing.accounts, a SKU by its row of history.sku_products.

Whom a case names and gives no row of its own gets one, so that a case about days need not say what
accounts there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any

from rule_values import Row

BILL = ("period", "customer_id")
NUMBERS = ("bill_no", "attributes_key", "product_no")
NAMES = (
    "person_id",
    "directory_id",
    "user_id",
    "sku_id",
    "is_known",
    "display_name",
    "attributes_id",
    "product_code",
)
# Tables whose rows others name by where they stand, and after them those that say whose rows.
ACCOUNTS, SKUS = "billing.accounts", "history.sku_products"
LINE_NAMES, NAMES_OF_LINES = "billing.line_names", "billing.names"
FIRST_LINE = 2  # of a file, under its columns
PRODUCTS = "reference.products"
NAMING = (SKUS, "history.matches", "reference.account_rules", "billing.held_days")
FIRST = (PRODUCTS, "billing.shown_days", ACCOUNTS, SKUS, "billing.held_days")


@dataclass(slots=True)
class Numbers:
    """What a case named so far: a number is where a name stands."""

    bills: list[tuple[str, ...]] = field(default_factory=list)
    shown: list[tuple[Any, ...]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    skus: list[dict[str, Any]] = field(default_factory=list)
    attributes: dict[int, str] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)

    def forget(self) -> None:
        for known in (self.bills, self.shown, self.accounts, self.skus):
            known.clear()
        self.attributes.clear()
        self.products.clear()

    def numbered(self, name: str, kinds: Mapping[str, str], row: Row) -> dict[str, Any]:
        """A row with the numbers that its table has in place of names."""
        numbers: dict[str, Any] = {}
        if any(row.get(column) for column in BILL):
            numbers["bill_no"] = self._bill(row)
        if name in (ACCOUNTS, SKUS):
            rows, number = (self.accounts, "place") if name == ACCOUNTS else (self.skus, "sku_no")
            numbers[number] = len(rows) + 1
            rows.append({**row, **numbers})
        elif "place" in kinds and "place" not in row and row.get("person_id", row.get("user_id")):
            numbers["place"] = self._place({**row, **numbers})
        if name != SKUS and "sku_no" in kinds and row.get("sku_id"):
            numbers["sku_no"] = self._sku(row)
        if name == PRODUCTS:
            self.products[row["product_code"]] = row.get("line", FIRST_LINE + len(self.products))
        if name in NAMING and row.get("product_code"):
            numbers["product_no"] = self._product(row["product_code"])
        if row.get("attributes_id"):
            numbers["attributes_key"] = self._attributes(row)
        shown = (numbers.get("bill_no"), row.get("directory_id"))
        if name == "billing.shown_days":
            self.shown.append(shown)
        if "shown_no" in kinds and shown in self.shown:
            numbers["shown_no"] = self.shown.index(shown) + 1
        full = {**row, **numbers}
        kept = kinds.keys() | full.keys() - {*NUMBERS, *BILL, *NAMES}
        return {column: value for column, value in full.items() if column in kept}

    def named(self, row: Row) -> dict[str, Any]:
        """A row of an answer with the names of what it has by number."""
        names: dict[str, Any] = {}
        if "bill_no" in row and "period" not in row:
            names |= dict(zip(BILL, self.bills[row["bill_no"] - 1], strict=True))
        if "shown_no" in row and "directory_id" not in row:
            names["directory_id"] = self.shown[row["shown_no"] - 1][1]
        if "place" in row and "person_id" not in row:
            account = {} if row["place"] is None else self.accounts[row["place"] - 1]
            names |= {name: account.get(name) for name in ("person_id", "directory_id", "user_id")}
        if "sku_no" in row and "sku_id" not in row:
            names["sku_id"] = (
                None if row["sku_no"] is None else self.skus[row["sku_no"] - 1]["sku_id"]
            )
        if "product_no" in row and "product_code" not in row:
            codes = {number: code for code, number in self.products.items()}
            names["product_code"] = codes.get(row["product_no"])
        if "attributes_key" in row:
            names["attributes_id"] = self.attributes.get(row["attributes_key"])
        return {**names, **row}

    def _product(self, code: str) -> int:
        return self.products.setdefault(code, FIRST_LINE + len(self.products))

    def _attributes(self, row: Row) -> int:
        """The key of what a case calls them; where they land the SQL makes one of each account."""
        named = str(row["attributes_id"])
        account = [str(row.get(column)) for column in ("directory_id", "user_id")]
        landed = f"{named}{len(account[0])}/{''.join(account)}"
        key, *_ = keys = [_number(text) for text in (named, landed)]
        self.attributes |= dict.fromkeys(keys, named)
        return key

    def _bill(self, row: Row) -> int:
        named = tuple(str(row.get(column)) for column in BILL)
        if named not in self.bills:
            self.bills.append(named)
        return self.bills.index(named) + 1

    def _place(self, row: Row) -> int:
        """The account that is said, or the first one of the person."""
        said = ("directory_id", "user_id") if row.get("user_id") else ("person_id",)
        for place, account in enumerate(self.accounts, start=1):
            is_of_bill = account.get("bill_no") == row.get("bill_no")
            if is_of_bill and all(account.get(each) == row.get(each) for each in said):
                return place
        kept = ("bill_no", "directory_id", "user_id", "person_id")
        account = {k: row[k] for k in kept if k in row}
        is_listed = row.get("user_id") is not None
        listed = row.get("person_id") if is_listed else None
        self.accounts.append({**account, "listed_person_id": listed})
        return len(self.accounts)

    def _sku(self, row: Row) -> int:
        for place, sku in enumerate(self.skus, start=1):
            if all(
                sku.get(each) == row[each] for each in ("directory_id", "sku_id") if each in row
            ):
                return place
        self.skus.append({k: row[k] for k in ("directory_id", "sku_id", "is_known") if k in row})
        return len(self.skus)


def _number(text: str) -> int:
    """As DuckDB's md5_number."""
    return int.from_bytes(md5(text.encode()).digest(), "little")
