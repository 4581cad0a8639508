"""Rule 7: the row set in force for a customer and a product on a day."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from oracle_estate import Estate, Row, validity


@dataclass(frozen=True, slots=True)
class RowSet:
    """Rows alike in everything but tier; prices are effective, per unit and month."""

    tiers: tuple[tuple[int, Fraction], ...]
    model: str
    proration: str
    minimum: int
    is_unassigned_billed: bool

    def price_at(self, place: int) -> Fraction:
        """The price of the last tier that begins at or below a place."""
        return [price for tier_from, price in self.tiers if tier_from <= place][-1]

    def price_for(self, rank: int, count: int) -> Fraction:
        """What the unit of this rank costs among `count` units, those of a minimum counted."""
        place = {"standard": 1, "graduated": rank, "volume": count}
        return self.price_at(place[self.model])


def rows_in_force(estate: Estate, owner: str, product_code: str, day: date) -> list[Row]:
    """Rows of any currency; a blank owner is the list."""
    return [
        row
        for row in estate.price_book
        if row["customer_id"] == owner
        and row["product_code"] == product_code
        and day in validity(row)
    ]


@cache
def row_set(estate: Estate, customer_id: str, product_code: str, day: date) -> RowSet | None:
    """The customer's own rows in its currency, else list rows in its currency, else None."""
    for owner in (customer_id, ""):
        rows = rows_in_force(estate, owner, product_code, day)
        rows = [row for row in rows if row["currency"] == estate.currency(customer_id)]
        if rows:
            return _assemble(rows)
    return None


def _assemble(rows: list[Row]) -> RowSet:
    first = rows[0]
    factor = 1 - Fraction(first["discount_percent"] or 0) / 100
    tiers = sorted((int(row["tier_from"] or 1), Fraction(row["unit_price"])) for row in rows)
    return RowSet(
        tiers=tuple((tier_from, price * factor) for tier_from, price in tiers),
        model=first["model"] or "standard",
        proration=first["proration"] or "actual_days",
        minimum=int(first["minimum_quantity"] or 0),
        is_unassigned_billed=first["unassigned"] == "bill",
    )
