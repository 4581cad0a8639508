"""The estate folder as rows of text, and what follows from one row: windows, periods, zones."""

import csv
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo


class Row(dict[str, str]):
    """One row of a CSV file; a column that the file does not have is blank."""

    def __missing__(self, key: str) -> str:
        return ""


def read_rows(path: Path) -> list[Row]:
    """Read the rows of a CSV file in file order; none where the file does not exist."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [Row({k: v or "" for k, v in row.items()}) for row in csv.DictReader(file)]


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` up to, and without, `end`."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def days(self) -> list[date]:
        return [self.start + timedelta(days=n) for n in range((self.end - self.start).days)]


def overlap(*spans: Span) -> Span:
    """The days that lie in every one of the spans; an empty span where there is none."""
    start = max(span.start for span in spans)
    return Span(start, max(start, min(span.end for span in spans)))


def span_of(row: Row, start_column: str, end_column: str) -> Span:
    """The span that two columns of a row write down; blank is open."""
    start, end = row[start_column], row[end_column]
    return Span(
        date.fromisoformat(start) if start else date.min,
        date.fromisoformat(end) if end else date.max,
    )


def validity(row: Row) -> Span:
    return span_of(row, "valid_from", "valid_to")


@dataclass(frozen=True, eq=False)
class Estate:
    """The estate as written. Every list is in file order."""

    gap_days: int
    removal_guard: Fraction
    default_currency: str
    default_zone: str
    directories: dict[str, Row]
    customers: dict[str, Row]
    skus: dict[str, str]
    products: dict[str, Row]
    price_book: list[Row]
    exclusions: list[Row]
    people: list[Row]
    payers: list[Row]
    quantities: list[Row]
    adjustments: list[Row]

    def currency(self, customer_id: str) -> str:
        return self.customers[customer_id]["currency"] or self.default_currency

    def zone(self, customer_id: str) -> ZoneInfo:
        return ZoneInfo(self.customers[customer_id]["time_zone"] or self.default_zone)

    def billing_window(self, customer_id: str) -> Span:
        return span_of(self.customers[customer_id], "billing_from", "billing_to")

    def observed_window(self, directory_id: str) -> Span:
        return span_of(self.directories[directory_id], "observed_from", "observed_to")

    def customer_of(self, directory_id: str) -> str:
        return self.directories[directory_id]["customer_id"]

    def period(self, customer_id: str, name: str) -> Span:
        """Rule 6: from the billing day of the named month to that of the next."""
        billing_day = int(self.customers[customer_id]["billing_day"] or 1)
        year, month = (int(part) for part in name.split("-"))
        following = (year + 1, 1) if month == 12 else (year, month + 1)
        return Span(nth_day(year, month, billing_day), nth_day(*following, billing_day))


def nth_day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def load_estate(folder: Path) -> Estate:
    """Read an estate folder that is taken to be valid."""
    text = (folder / "settings.toml").read_text(encoding="utf-8")
    billing = tomllib.loads(text, parse_float=Fraction).get("billing", {})
    rows = {path.stem: read_rows(path) for path in folder.glob("*.csv")}
    return Estate(
        gap_days=int(billing.get("gap_days", 7)),
        removal_guard=Fraction(billing.get("removal_guard", Fraction("0.30"))),
        default_currency=billing.get("currency", "EUR"),
        default_zone=billing.get("time_zone", "Europe/Berlin"),
        directories={row["directory_id"]: row for row in rows["directories"]},
        customers={row["customer_id"]: row for row in rows["customers"]},
        skus={row["sku"].lower(): row["product_code"] for row in rows["skus"]},
        products={row["product_code"]: row for row in rows["products"]},
        price_book=rows["price_book"],
        exclusions=rows.get("exclusions", []),
        people=rows.get("people", []),
        payers=rows.get("payers", []),
        quantities=rows.get("quantities", []),
        adjustments=rows.get("adjustments", []),
    )
