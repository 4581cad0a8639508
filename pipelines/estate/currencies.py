"""Currencies of ISO 4217 and how many decimals their money has (CLDR counts differently)."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pipelines.estate.faults import Unfit, nearest, shown
from pipelines.estate.model import Table

MOST_DIGITS = 3  # money is DECIMAL(18,3)


@cache
def iso_4217() -> Mapping[str, int]:
    """Currency code to minor digits, also of the few that money here cannot hold."""
    text = (files("pipelines.estate") / "currencies.csv").read_text(encoding="utf-8")
    return {row["currency"]: int(row["minor_digits"]) for row in csv.DictReader(text.splitlines())}


def minor_digits(currency: str) -> int:
    """Decimals of the currency's minor unit; Unfit says why a currency is refused."""
    digits = iso_4217().get(currency)
    if digits is None:
        like = nearest(currency, iso_4217(), cutoff=0.6)
        hint = f"nearest: {like}" if like else "use a code of ISO 4217, such as EUR"
        raise Unfit(f"unknown currency {shown(currency)} ({hint})")
    if digits > MOST_DIGITS:
        raise Unfit(f"currency {currency} has {digits} decimals (money here holds {MOST_DIGITS})")
    return digits


def currencies() -> Table:
    """Every usable currency, as a table of the estate."""
    rows = tuple((code, digits) for code, digits in iso_4217().items() if digits <= MOST_DIGITS)
    return Table("currencies", ("currency", "minor_digits"), ("VARCHAR", "INTEGER"), rows)
