"""Rule 9: exact amounts to minor units, and documents with their tax."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

from oracle_estate import Estate, Row, Span
from oracle_rating import ExactDue, Key

MINOR_DIGITS = {"JPY": 0, "KRW": 0, "ISK": 0, "BHD": 3, "KWD": 3, "JOD": 3, "TND": 3}
KIND_ORDER = ["person", "minimum", "unassigned", "flat", "counted"]
Rate = tuple[str, Fraction]


class Charge(NamedTuple):
    """What one key is due: days (or unit-days), the exact amount, the rounded one."""

    days: int | Fraction
    exact: Fraction
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Document:
    """As printed: of a credit note every sign is turned. Taxes are (net, tax)."""

    kind: str
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    taxes: dict[Rate, tuple[Decimal, Decimal]]


def minor_digits(currency: str) -> int:
    return MINOR_DIGITS.get(currency, 2)


def round_half_away(value: Fraction) -> int:
    rounded = floor(abs(value) + Fraction(1, 2))
    return rounded if value >= 0 else -rounded


def to_decimal(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_digits(currency))


def round_charges(due: dict[Key, ExactDue], currency: str) -> dict[Key, Charge]:
    """Round each group, the keys of one customer and product, and hand it to its lines."""
    unit = 10 ** minor_digits(currency)
    charges = {}
    for product_code in {key[1] for key in due}:
        group = {key: due[key][1] * unit for key in due if key[1] == product_code}
        for key, minor in largest_remainder(group).items():
            charges[key] = Charge(*due[key], to_decimal(minor, currency))
    return charges


def largest_remainder(group: dict[Key, Fraction]) -> dict[Key, int]:
    """Every line its floor, then one minor unit each to the largest fractional parts."""
    total = round_half_away(sum(group.values(), Fraction(0)))
    shares = {key: floor(exact) for key, exact in group.items()}
    in_turn = sorted(group, key=lambda key: (shares[key] - group[key], *_tie_order(key)))
    for key in in_turn[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def _tie_order(key: Key) -> tuple[int, str, Fraction]:
    _, _, kind, person_id, price = key
    return KIND_ORDER.index(kind), person_id or "", -(price or Fraction(0))


def find_adjustments(
    estate: Estate, customer_id: str, period: Span
) -> tuple[dict[Key, Charge], list[date]]:
    """The adjustments of a period as charges; and the days of those outside the billing window."""
    charges: dict[Key, Charge] = {}
    outside = []
    for row in estate.adjustments:
        day = date.fromisoformat(row["day"])
        if row["customer_id"] != customer_id or day not in period:
            continue
        if day not in estate.billing_window(customer_id):
            outside.append(day)
        elif Fraction(row["amount"]) != 0:
            product_code, adjustment_id = row["product_code"], row["adjustment_id"]
            key = (customer_id, product_code, "adjustment", adjustment_id, None)
            digits = Decimal(1).scaleb(-minor_digits(estate.currency(customer_id)))
            amount = Decimal(row["amount"]).quantize(digits)
            charges[key] = Charge(0, Fraction(row["amount"]), amount)
    return charges, outside


def tax_of(estate: Estate, customer_id: str, product_code: str) -> Rate:
    """The product's category and rate, each blank falling back to the customer's."""
    customer = estate.customers[customer_id]
    product = estate.products.get(product_code, Row())
    rate = Fraction(customer["tax_rate"] or 0)
    category = customer["tax_category"] or ("S" if rate > 0 else "Z")
    own_category, own_rate = product["tax_category"], product["tax_rate"]
    if own_rate:
        rate = Fraction(own_rate)
    elif own_category not in ("", "S"):
        rate = Fraction(0)
    return own_category or category, rate


def make_document(estate: Estate, customer_id: str, charges: dict[Key, Charge]) -> Document | None:
    """One customer's document; None where every line is zero."""
    if all(charge.amount == 0 for charge in charges.values()):
        return None
    currency = estate.currency(customer_id)
    nets: dict[Rate, Decimal] = {}
    for key, charge in charges.items():
        rate = tax_of(estate, customer_id, key[1])
        nets[rate] = nets.get(rate, Decimal(0)) + charge.amount
    sign = -1 if sum(nets.values()) < 0 else 1
    taxes = {rate: (sign * net, sign * _tax(net, rate, currency)) for rate, net in nets.items()}
    net = sum((net for net, _ in taxes.values()), Decimal(0))
    tax = sum((tax for _, tax in taxes.values()), Decimal(0))
    kind = "credit_note" if sign < 0 else "invoice"
    return Document(kind, currency, net, tax, net + tax, taxes)


def _tax(net: Decimal, rate: Rate, currency: str) -> Decimal:
    exact = Fraction(net) * rate[1] / 100
    return to_decimal(round_half_away(exact * 10 ** minor_digits(currency)), currency)
