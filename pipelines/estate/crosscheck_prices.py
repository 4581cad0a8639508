"""Rules of price_book.csv: one price in force at a time, whole tiers, models that go together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.estate.crosscheck_products import kinds_of
from pipelines.estate.crosscheck_rows import overlap, span
from pipelines.estate.faults import Fault, shown
from pipelines.estate.rows import Row, Sheet

TIER = ("tier_from", "unit_price", "unit_cost")
DAILY = ("graduated", "volume")


def wrong_models(prices: Sheet, products: Sheet) -> Iterator[Fault]:
    """What is decided day by day needs actual_days, and people to rank."""
    kinds = kinds_of(products)
    for row in prices.sound("product_code", "model", "proration", "minimum_quantity"):
        kind = kinds.get(row["product_code"])
        what = daily(row)
        if what and kind in ("flat", "counted"):
            yield prices.fault(row, f"{what} on a product of kind {kind} (use sku or user)")
        if row["proration"] != "actual_days" and (what or kind == "counted"):
            what = what or "a product of kind counted"
            text = f"{what} with proration {row['proration']} (use actual_days)"
            yield prices.fault(row, text)


def daily(row: Row) -> str | None:
    if row["model"] in DAILY:
        return f"model {row['model']}"
    return f"minimum_quantity {row['minimum_quantity']}" if row["minimum_quantity"] else None


def wrong_unassigned(prices: Sheet, products: Sheet) -> Iterator[Fault]:
    kinds = kinds_of(products)
    for row in prices.sound("product_code", "model", "unassigned"):
        if row["unassigned"] != "bill":
            continue
        if row["model"] != "standard":
            yield prices.fault(row, f"unassigned bill with model {row['model']} (use standard)")
        kind = kinds.get(row["product_code"], "sku")
        if kind != "sku":
            yield prices.fault(row, f"unassigned bill on a product of kind {kind} (use sku)")


@dataclass(frozen=True, slots=True)
class RowSet:
    """Rows alike in everything but their tier and its price."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def sold(self) -> tuple[str | None, str, str]:
        row = self.first
        return row["customer_id"], row["product_code"], row["currency"]

    @property
    def days(self) -> tuple[date, date]:
        return span(self.first)


def row_sets(prices: Sheet) -> list[RowSet]:
    """By the line of their first row."""
    alike = [c.name for c in prices.file.columns if c.name not in TIER]
    sets: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in prices.sound("tier_from", *alike):
        sets[tuple(row[name] for name in alike)].append(row)
    return [RowSet(tuple(rows)) for rows in sets.values()]


def wrong_tiers(prices: Sheet) -> Iterator[Fault]:
    for rows in (row_set.rows for row_set in row_sets(prices)):
        first: dict[int, int] = {}
        for row in rows:
            line = first.setdefault(row["tier_from"], row.line)
            if line != row.line:
                text = f"tier_from {row['tier_from']} of the same prices is already on line {line}"
                yield prices.fault(row, text)
        if min(first) != 1:
            yield prices.fault(rows[0], f"prices begin at tier_from {min(first)} (begin at 1)")
        if rows[0]["model"] == "standard" and len(first) > 1:
            text = "model standard has more than one tier (use graduated or volume)"
            yield prices.fault(next(r for r in rows if r["tier_from"] != min(first)), text)


def double_prices(prices: Sheet) -> Iterator[Fault]:
    """Each row set that is in force on a day of an earlier one, of one customer or of the list."""
    rivals: dict[tuple[str | None, str, str], list[RowSet]] = defaultdict(list)
    for row_set in row_sets(prices):
        rivals[row_set.sold].append(row_set)
    for row_sets_ in rivals.values():
        yield from overlapping(prices, row_sets_)


def overlapping(prices: Sheet, row_sets: Iterable[RowSet]) -> Iterator[Fault]:
    """A sweep by first day: a row set still in force when the next begins overlaps it."""
    latest: RowSet | None = None
    for row_set in sorted(row_sets, key=lambda each: each.days):
        if latest and overlap(latest.days, row_set.days):
            one, other = sorted((latest.first, row_set.first), key=lambda row: row.line)
            yield prices.fault(other, double(row_set, since=row_set.days[0], line=one.line))
        if latest is None or row_set.days[1] > latest.days[1]:
            latest = row_set


def double(row_set: RowSet, *, since: date, line: int) -> str:
    customer, product, currency = row_set.sold
    whose = f"customer_id {shown(customer)}" if customer else "the list price"
    what = f"product_code {shown(product)} in {currency}"
    return f"{what} has two prices for {whose} from {since} (also line {line})"
