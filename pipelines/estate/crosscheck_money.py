"""Rules of currencies and taxes, where more than one column or file decides."""

from collections.abc import Iterator
from decimal import Decimal

from pipelines.estate.crosscheck_rows import ids
from pipelines.estate.currencies import minor_digits
from pipelines.estate.faults import Fault
from pipelines.estate.model import Settings
from pipelines.estate.rows import Row, Sheet


def untaxed(sheet: Sheet) -> Iterator[Fault]:
    """Only the standard category has a rate above zero."""
    for row in sheet.sound("tax_category", "tax_rate"):
        category, rate = row["tax_category"], row["tax_rate"]
        if category not in (None, "S") and rate:
            text = f"tax_rate {rate} with tax_category {category} (use 0, or leave it blank)"
            yield sheet.fault(row, text)


def currency_of(customer: Row | None, settings: Settings) -> str:
    """Empty where it could not be read."""
    if customer is None or "currency" not in customer.cells:
        return ""
    return customer["currency"] or settings.billing.currency


def fine_amounts(adjustments: Sheet, customers: Sheet, settings: Settings) -> Iterator[Fault]:
    """An amount stands as it is, so it must be one that the currency can pay."""
    known = ids(customers)
    for row in adjustments.sound("customer_id", "amount"):
        currency = currency_of(known.get(row["customer_id"]), settings)
        if currency and decimals(row["amount"]) > minor_digits(currency):
            digits = minor_digits(currency)
            text = f"amount {row['amount']} has more than {digits} decimals (of {currency})"
            yield adjustments.fault(row, text)


def decimals(amount: Decimal) -> int:
    return -int(amount.as_tuple().exponent)
