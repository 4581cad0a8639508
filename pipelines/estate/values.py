"""From text to a value, one function per kind; Unfit says what is wrong and what is allowed."""

import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError

from pipelines.estate.columns import Column
from pipelines.estate.currencies import minor_digits
from pipelines.estate.faults import Unfit, choices, nearest, shown

CODE = re.compile(r"[A-Za-z0-9._-]{1,128}")  # ids become names of folders and files
# What XML cannot carry, and so no e-invoice.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LARGEST = 2**31 - 1  # INTEGER
NOT_ZONES = {"localtime", "posixrules", "Factory"}  # files that some systems keep among zones


def plain(text: str, column: Column) -> str:
    if UNPRINTABLE.search(text):
        raise Unfit(f"{column.name} {shown(text)} contains a control character")
    return text


def code(text: str, column: Column) -> str:
    # Dots alone would be a way out of the folder that an id names.
    if not CODE.fullmatch(text) or not text.strip("."):
        raise Unfit(
            f"{column.name} {shown(text)} is not an id (use letters, digits, '.', '_', '-')"
        )
    return text


def codes(text: str, column: Column) -> str:
    parts = (part.strip() for part in text.split(";"))
    return ";".join(dict.fromkeys(code(part, column) for part in parts if part))


def choice(text: str, column: Column) -> str:
    for name in column.allowed:
        if name.lower() == text.lower():
            return name
    raise Unfit(f"unknown {column.name} {shown(text)} (use {choices(column.allowed)})")


def day(text: str, column: Column) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # such as 30 February: refused in the same words
    raise Unfit(f"{column.name} {shown(text)} is not a date (use yyyy-mm-dd)")


def whole(text: str, column: Column) -> int:
    if not re.fullmatch(r"-?[0-9]+", text):
        raise Unfit(f"{column.name} {shown(text)} is not a whole number")
    within(Decimal(text), text, column, most=LARGEST)
    return int(text)


def number(places: int, digits: int) -> Callable[[str, Column], Decimal]:
    """Decimals with at most so many places after the point and digits before it."""

    def read(text: str, column: Column) -> Decimal:
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            example = "use digits and a point, such as 12.50"
            raise Unfit(f"{column.name} {shown(text)} is not a number ({example})")
        if len(text.partition(".")[2]) > places:
            raise Unfit(f"{column.name} {shown(text)} has more than {places} decimals")
        value = Decimal(text)
        within(value, text, column, most=10**digits - 1)
        return value

    return read


def within(value: Decimal, text: str, column: Column, *, most: int) -> None:
    most = most if column.most is None else column.most
    least = -most if column.least is None else column.least
    if value < least:
        raise Unfit(f"{column.name} {shown(text)} is below {least}")
    if value > most:
        raise Unfit(f"{column.name} {shown(text)} is above {most}")


def currency(text: str, column: Column) -> str:
    minor_digits(text.upper())
    return text.upper()


@cache
def zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - NOT_ZONES)


def zone(text: str, column: Column) -> str:
    if text in zones():
        return text
    raise Unfit(f"unknown {column.name} {shown(text)} (nearest: {nearest(text, sorted(zones()))})")


def country(text: str, column: Column) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise Unfit(f"{column.name} {shown(text)} is not a country (use two letters, such as DE)")
    return text.upper()


def email(text: str, column: Column) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", plain(text, column)):
        raise Unfit(f"{column.name} {shown(text)} is not an address (use name@domain)")
    return text


def locale(text: str, column: Column) -> str:
    try:
        Locale.parse(text.replace("-", "_"))
    except (ValueError, UnknownLocaleError) as wrong:
        raise Unfit(f"unknown {column.name} {shown(text)} (use one such as de-AT)") from wrong
    return text


@dataclass(frozen=True, slots=True)
class Kind:
    """DuckDB's type of a column, and what makes a value of its text."""

    type: str
    read: Callable[[str, Column], object]


KINDS: Mapping[str, Kind] = {
    "text": Kind("VARCHAR", plain),
    "code": Kind("VARCHAR", code),
    "codes": Kind("VARCHAR", codes),
    "choice": Kind("VARCHAR", choice),
    "currency": Kind("VARCHAR", currency),
    "zone": Kind("VARCHAR", zone),
    "country": Kind("VARCHAR", country),
    "email": Kind("VARCHAR", email),
    "locale": Kind("VARCHAR", locale),
    "day": Kind("DATE", day),
    "whole": Kind("INTEGER", whole),
    "price": Kind("DECIMAL(18,6)", number(6, 12)),
    "percent": Kind("DECIMAL(9,2)", number(2, 7)),
    "amount": Kind("DECIMAL(18,3)", number(3, 15)),
}
