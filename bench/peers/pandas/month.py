"""A month's proration as a script does it with pandas: merge, clip, group, multiply, round.

Reads spans as Parquet and the estate's CSV files from a folder and writes one line for each
customer, product, person and price. `float` rounds each line by itself, as most scripts do;
`exact` counts in whole numbers, rounds each customer's product once and hands out the cents that
are left by largest remainder. It knows what this estate holds and no more: a product includes
at most one other, and a customer has at most one price of its own for a product.
"""

from __future__ import annotations

import json
import sys
import time
from decimal import Decimal
from pathlib import Path

import pandas as pd

ACCOUNT = ["directory_id", "user_id"]
OFFER = ["customer_id", "product_code"]
LINE = [*OFFER, "person_id", "unit_price"]
Frame = pd.DataFrame


def main(kind: str, folder: Path, start: pd.Timestamp, end: pd.Timestamp, out: Path) -> None:
    begun = time.perf_counter()
    days = priced_days(product_spans(folder, start, end), price_spans(folder, start, end))
    lines = {"float": by_line, "exact": by_group}[kind](days, (end - start).days)
    lines[[*LINE, "days", "cents"]].to_parquet(out, index=False)
    print(json.dumps({"seconds": time.perf_counter() - begun}))


def clipped(frame: Frame, start: pd.Timestamp, end: pd.Timestamp) -> Frame:
    frame = frame.assign(
        valid_from=frame["valid_from"].clip(lower=start),
        valid_to=frame["valid_to"].fillna(end).clip(upper=end),
    )
    return frame[frame["valid_from"] < frame["valid_to"]]


def within(frame: Frame) -> Frame:
    """Of two spans that a merge put side by side, the days that both have."""
    frame = frame.assign(
        valid_from=frame[["valid_from_x", "valid_from_y"]].max(axis=1),
        valid_to=frame[["valid_to_x", "valid_to_y"]].min(axis=1),
    )
    frame = frame.drop(columns=[f"valid_{end}_{side}" for end in ("from", "to") for side in "xy"])
    return frame[frame["valid_from"] < frame["valid_to"]]


def product_spans(folder: Path, start: pd.Timestamp, end: pd.Timestamp) -> Frame:
    """Who has which product from when to when; what another product includes counts below zero."""
    exclusions = pd.read_csv(folder / "exclusions.csv")
    users = clipped(pd.read_parquet(folder / "users.parquet"), start, end)
    users = users[~users["user_type"].isin(exclusions["match_value"])]
    skus = pd.read_csv(folder / "skus.csv").rename(columns={"sku": "sku_part_number"})
    held = clipped(pd.read_parquet(folder / "assignments.parquet"), start, end)
    held = held.merge(skus, on="sku_part_number")
    held = within(held.merge(users[[*ACCOUNT, "valid_from", "valid_to"]], on=ACCOUNT))
    seats = users[users["account_enabled"] & (users["user_type"] == "Member")]
    spans = pd.concat([held, seats.assign(product_code="SEAT")], ignore_index=True)
    directories = pd.read_csv(folder / "directories.csv")[["directory_id", "customer_id"]]
    spans = spans.merge(directories, on="directory_id")
    spans["person_id"] = spans["directory_id"] + "/" + spans["user_id"]
    spans = spans[[*OFFER, "person_id", "valid_from", "valid_to"]].assign(sign=1)
    return pd.concat([spans, included(folder, spans)], ignore_index=True)


def included(folder: Path, spans: Frame) -> Frame:
    products = pd.read_csv(folder / "products.csv").dropna(subset=["includes"])
    over = spans.merge(products[["product_code", "includes"]], on="product_code")
    over = over.drop(columns=["product_code", "sign"]).rename(columns={"includes": "product_code"})
    both = within(spans.merge(over, on=[*OFFER, "person_id"]))
    return both.assign(sign=-1)


def price_spans(folder: Path, start: pd.Timestamp, end: pd.Timestamp) -> Frame:
    """The price of each customer and product from when to when: its own, before it the list's."""
    book = pd.read_csv(folder / "price_book.csv", dtype={"unit_price": str})
    book["discount_percent"] = book["discount_percent"].fillna(0)
    book["valid_from"] = pd.to_datetime(book["valid_from"]).clip(lower=start)
    own = book[book["customer_id"].notna()].assign(valid_to=end)
    customers = pd.read_csv(folder / "customers.csv")[["customer_id"]]
    listed = book[book["customer_id"].isna()].drop(columns="customer_id")
    listed = listed.merge(customers, how="cross")
    changes = own[[*OFFER, "valid_from"]].rename(columns={"valid_from": "valid_to"})
    listed = listed.merge(changes, on=OFFER, how="left").fillna({"valid_to": end})
    columns = [*OFFER, "unit_price", "discount_percent", "valid_from", "valid_to"]
    return pd.concat([listed, own], ignore_index=True)[columns]


def priced_days(spans: Frame, prices: Frame) -> Frame:
    """Days of each customer, product, person and price."""
    days = within(spans.merge(prices, on=OFFER))
    days["days"] = (days["valid_to"] - days["valid_from"]).dt.days * days["sign"]
    by = [*OFFER, "person_id", "unit_price", "discount_percent"]
    days = days.groupby(by, as_index=False, sort=False)["days"].sum()
    return days[days["days"] > 0]


def by_line(days: Frame, days_in_period: int) -> Frame:
    price = days["unit_price"].astype(float) * (1 - days["discount_percent"] / 100)
    amount = (price * days["days"] / days_in_period).round(2)
    return days.assign(unit_price=price, cents=(amount * 100).round().astype("int64"))


def by_group(days: Frame, days_in_period: int) -> Frame:
    """Prices in 10^-10 of the currency: exact with six decimals and a discount of two."""
    prices = days[["unit_price", "discount_percent"]].drop_duplicates()
    whole = [
        int(Decimal(price) * 10**6) * (10000 - int(Decimal(str(percent)) * 100))
        for price, percent in prices.itertuples(index=False)
    ]
    days = days.merge(prices.assign(price_e10=whole))
    scale = 10**8 * days_in_period
    days["due"] = days["price_e10"] * days["days"]
    days["cents"], days["rest"] = days["due"] // scale, days["due"] % scale
    groups = days.groupby(OFFER)[["due", "cents"]].transform("sum")
    days["missing"] = (2 * groups["due"] + scale) // (2 * scale) - groups["cents"]
    days = days.sort_values(["rest", "person_id", "price_e10"], ascending=[False, True, False])
    days["cents"] += (days.groupby(OFFER).cumcount() < days["missing"]).astype("int64")
    return days.assign(unit_price=days["price_e10"] / 10**10)


if __name__ == "__main__":
    kind, folder, start, end, out = sys.argv[1:]
    main(kind, Path(folder), pd.Timestamp(start), pd.Timestamp(end), Path(out))
