"""How a case writes values: sums, days of a period, prices; and how they are compared.

- A number is written as the sum it is: `12.30 * 22/31`. It is exact, never a float.
- A column that holds a bit a day is written `days 1-17, 20`; day 1 is the period's first.
- A price (held in 10^-10 of a unit) and an amount due in parts are written as money.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]

PRICES = {"price", "first_price", "tier_cost", "first_cost", "cost_days"}
PRICE_UNIT = 10**10
PARTS_A_DAY = 30 * PRICE_UNIT  # times the days of the period, parts that make one unit
SUMS: Mapping[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def total(written: object) -> Fraction:
    """The exact value of a sum; anything but digits and + - * / ( ) is a ValueError."""
    text = str(written).strip()
    return _valued(ast.parse(text, mode="eval").body, text)


def _valued(node: ast.expr, text: str) -> Fraction:
    if isinstance(node, ast.BinOp) and type(node.op) in SUMS:
        return SUMS[type(node.op)](_valued(node.left, text), _valued(node.right, text))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_valued(node.operand, text)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        # The text, not the float that Python makes of it.
        return Fraction(ast.get_source_segment(text, node) or "")
    raise ValueError(f"{text!r} is not a sum")


def is_mask(column: str) -> bool:
    return column == "mask" or column.endswith("_mask")


def mask(written: str) -> int:
    """`days 1-17, 20` as bits, the lowest for day 1; `no days` is 0."""
    if written == "no days":
        return 0
    days = 0
    for part in re.fullmatch(r"days? (.+)", written)[1].split(","):  # type: ignore[index]
        first, _, last = part.strip().partition("-")
        for day in range(int(first), int(last or first) + 1):
            days |= 1 << (day - 1)
    return days


def days_of(bits: int) -> str:
    """A mask in the writing of `mask`."""
    runs: list[list[int]] = []
    for day in (n + 1 for n in range(bits.bit_length()) if bits >> n & 1):
        if runs and runs[-1][-1] == day - 1:
            runs[-1][1:] = [day]
        else:
            runs.append([day])
    return "days " + ", ".join("-".join(map(str, run)) for run in runs) if runs else "no days"


def spread(written: object) -> list[Any]:
    """The values that one written value stands for: a list, `DAY through DAY`, or itself."""
    if isinstance(written, list):
        return [value for part in written for value in spread(part)]
    if isinstance(written, str) and " through " in written:
        first, last = map(date.fromisoformat, written.split(" through "))
        return [first + timedelta(n) for n in range((last - first).days + 1)]
    return [written]


def stored(column: str, kind: str, row: Row) -> Any:
    """A written value of a given row as its column, of a DuckDB type, holds it."""
    written = row[column]
    if written is None or isinstance(written, bool):
        return written
    if is_mask(column) and isinstance(written, str):
        return mask(written)
    if column in PRICES:
        return whole(total(written) * PRICE_UNIT)
    if column == "parts":
        return whole(total(written) * PARTS_A_DAY * row["days_in_period"])
    if kind.startswith("DECIMAL"):
        return exact_decimal(total(written))
    if kind.endswith("INT") or kind == "INTEGER":
        return whole(total(written))
    return str(written) if kind == "VARCHAR" else written


def whole(value: Fraction) -> int:
    if value.denominator != 1:
        raise ValueError(f"{value} is not a whole number")
    return value.numerator


def exact_decimal(value: Fraction) -> Decimal:
    """Raises where the value has no end in decimals."""
    found = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(found) != value:
        raise ValueError(f"{value} is no decimal")
    return found


def found(column: str, row: Row) -> Any:
    """A value of a row of the answer, in the shape that `wanted` has."""
    if column == "exact":
        return Fraction(row["exact_numerator"], row["exact_denominator"])
    value = row[column]
    if value is None or isinstance(value, bool):
        return value
    if is_mask(column):
        return days_of(value)
    if column in PRICES:
        return Fraction(value, PRICE_UNIT)
    if column == "parts":
        return Fraction(value, PARTS_A_DAY * row["days_in_period"])
    return Fraction(value) if isinstance(value, int | Decimal) else value


def wanted(column: str, written: Any, *, is_number: bool) -> Any:
    """A written value of an expected row; `is_number` where the answer's column holds numbers."""
    if written is None or isinstance(written, bool):
        return written
    if is_mask(column):
        return days_of(mask(written))
    if is_number:
        return total(written)
    return written if isinstance(written, date | datetime | list | dict) else str(written)
