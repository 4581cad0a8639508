"""An estate with a line of every kind, every proration and every model, for `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from desk import Desk
from desk_estate import batch, recorded
from oracle_files import LookRows, Values, write_estate_tables, write_settings

FROM: Values = {"valid_from": "2026-01-01", "currency": "EUR"}
# Who holds which SKU, from which day of March to before which.
HELD = (
    ("anna", "seat", 1, 32),
    ("bo", "seat", 17, 32),
    ("cem", "seat", 1, 11),
    ("cem", "seat", 21, 32),
    ("anna", "seat-plus", 5, 9),
    ("bo", "whole", 30, 32),
    ("bo", "thirty", 19, 29),
    ("anna", "thirty", 1, 32),
    ("bo", "until", 10, 20),
    ("anna", "steps", 1, 18),
    ("bo", "steps", 10, 32),
    ("anna", "heads", 1, 32),
    ("bo", "heads", 1, 32),
    ("cem", "heads", 17, 32),
    ("anna", "atleast", 1, 16),
    ("anna", "room", 1, 32),
    ("bo", "suite", 11, 32),
    ("bo", "part", 1, 32),
    ("evil", "seat", 1, 32),
    ("ours", "seat", 1, 32),
)
EVIL = "Ev\x1b[31mil <script>alert(1)</script> & co"
SKUS = sorted({sku for _, sku, _, _ in HELD})
PRODUCTS = {sku: "sku" for sku in SKUS if sku != "seat-plus"} | {
    "care": "user",
    "desk": "flat",
    "store": "counted",
}
PRICES: tuple[Values, ...] = (
    {"product_code": "seat", "unit_price": "22.50", "discount_percent": "12.5",
     "valid_to": "2026-03-16"},
    {"product_code": "seat", "unit_price": "30.00", "valid_from": "2026-03-16"},
    {"product_code": "whole", "unit_price": "9.99", "proration": "full_period"},
    {"product_code": "thirty", "unit_price": "10.00", "proration": "fixed_30"},
    {"product_code": "until", "unit_price": "12.34", "proration": "until_period_end"},
    {"product_code": "steps", "unit_price": "10.00", "model": "graduated", "tier_from": "1"},
    {"product_code": "steps", "unit_price": "5.00", "model": "graduated", "tier_from": "2"},
    {"product_code": "heads", "unit_price": "12.00", "model": "volume", "tier_from": "1"},
    {"product_code": "heads", "unit_price": "10.00", "model": "volume", "tier_from": "3"},
    {"product_code": "atleast", "unit_price": "7.00", "minimum_quantity": "3"},
    {"product_code": "room", "unit_price": "4.00", "unassigned": "bill"},
    {"product_code": "suite", "unit_price": "31.00"},
    {"product_code": "part", "unit_price": "6.20"},
    {"product_code": "care", "unit_price": "1.00"},
    {"product_code": "desk", "unit_price": "50.00", "customer_id": "acme"},
    {"product_code": "desk", "unit_price": "60.00"},
    {"product_code": "store", "unit_price": "0.31"},
    {"product_code": "seat", "unit_price": "3000", "currency": "JPY"},
)  # fmt: skip
QUANTITIES: tuple[Values, ...] = (
    {"quantity": "100", "valid_from": "2026-01-01", "valid_to": "2026-03-16", "note": "archive"},
    {"quantity": "200", "valid_from": "2026-03-16"},
)


def several(root: Path, name: str = "Acme") -> Desk:
    """The estate with all of March looked at, day by day, in one batch; not billed."""
    folder = root / "estate"
    write_settings(folder, gap_days=7)
    (folder / "recorded").mkdir()
    write_estate_tables(
        folder,
        {
            "directories": [
                recorded("d1"),
                recorded("d2"),
                {**recorded("d3"), "customer_id": "kyoto"},
            ],
            "customers": [
                {"customer_id": "acme", "name": name, "tax_category": "S", "tax_rate": "19"},
                {"customer_id": "kyoto", "name": "Kyoto", "currency": "JPY",
                 "time_zone": "Asia/Tokyo"},
            ],
            "skus": [{"sku": sku, "product_code": sku.removesuffix("-plus")} for sku in SKUS],
            "products": [
                {"product_code": code, "name": code.title(), "kind": kind,
                 "includes": "part" if code == "suite" else ""}
                for code, kind in sorted(PRODUCTS.items())
            ],
            "price_book": [{**FROM, **row} for row in PRICES],
            "exclusions": [
                {"match_kind": "domain", "match_value": "seller.example", "reason": "our own"},
                {"match_kind": "department", "match_value": "Trainees", "product_code": "seat",
                 "valid_from": "2026-03-01", "valid_to": "2026-03-05", "reason": "trial weeks"},
            ],
            "people": [
                {"person_id": "anna", "directory_id": "d1", "user_id": "anna"},
                {"person_id": "anna", "directory_id": "d2", "user_id": "anna-admin"},
            ],
            "quantities": [
                {"customer_id": "acme", "product_code": "store", **row} for row in QUANTITIES
            ],
            "adjustments": [
                {"adjustment_id": "a1", "customer_id": "acme", "day": "2026-03-20",
                 "description": "A day without mail", "amount": "-5.00"}
            ],
        },
    )  # fmt: skip
    desk = Desk(folder, date(2026, 4, 2))
    desk.done("import", batch(root, "march", *march()))
    return desk


def march() -> Iterator[LookRows]:
    """A look at each directory on each day of March, but for the 13th to the 15th at d1."""
    for day in range(1, 32):
        if not 13 <= day <= 15:
            yield first(day)
        yield second(day)
        yield third(day)


def first(day: int, without: tuple[str, str] | None = None) -> LookRows:
    seen = LookRows("d1", datetime(2026, 3, day, 9, tzinfo=UTC))
    for user in ("anna", "bo", "cem", "evil", "ours"):
        domain = "seller.example" if user == "ours" else "acme.example"
        seen.users.append(
            {
                "user_id": user,
                "display_name": EVIL if user == "evil" else user.title(),
                "user_principal_name": f"{user}@{domain}",
                "department": "Trainees" if user == "cem" else "Yard",
                "account_enabled": "false" if user == "evil" else "true",
            }
        )
    seen.assignments = [
        {"user_id": user, "sku_id": sku}
        for user, sku, begin, end in HELD
        if begin <= day < end and (user, sku) != without
    ]
    seen.subscriptions = [{"sku_id": "room", "purchased": "3", "status": "Enabled"}]
    return seen


def second(day: int) -> LookRows:
    """Anna's other account, which has a seat of its own for ten days."""
    seen = LookRows("d2", datetime(2026, 3, day, 9, tzinfo=UTC))
    seen.users = [{"user_id": "anna-admin", "account_enabled": "false"}]
    if day < 11:
        seen.assignments = [{"user_id": "anna-admin", "sku_id": "seat"}]
    return seen


def third(day: int) -> LookRows:
    """A look in the night of Kyoto, on the day before in UTC."""
    seen = LookRows("d3", datetime(2026, 3, day, 22, tzinfo=UTC))
    seen.users = [{"user_id": "yuki", "display_name": "Yuki"}]
    if day >= 10:
        seen.assignments = [{"user_id": "yuki", "sku_id": "seat"}]
    return seen
