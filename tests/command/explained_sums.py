"""Checks what `explain` writes against Fractions, from its own words and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

Line = Mapping[str, Any]
TIMES = r"(?P<price>[\d.]+) × (?P<part>[\d/]+) = (?P<exact>[\d.]+…?)"
FIRST = re.compile(
    rf"{TIMES} of (?P<group>[\d.]+…?) in the group(, rounded to (?P<rounded>[\d.]+))?"
    r"(, (?P<no>no )?\+(?P<unit>[\d.]+) by largest remainder)?: (?P<amount>[\d.]+)"
)
LATER = re.compile(
    rf"({TIMES} now|nothing now), (nothing before|less "
    r"(?P<price_before>[\d.]+) × (?P<part_before>[\d/]+) = [\d.]+…? before), "
    r"is (?P<exact_difference>-?[\d.]+…?); the group is (?P<group>[\d.]+…?) now"
    r"(, rounded to (?P<rounded>[\d.]+))?, less (?P<invoiced>-?[\d.]+) invoiced for it before"
    r"(, (?P<no>no )?\+(?P<unit>[\d.]+) by largest remainder)?: (?P<amount>-?[\d.]+)"
)


def fits(written: str, exact: Fraction) -> bool:
    """Whether a number as written is the exact one, cut behind its last digit where … says so."""
    if not written.endswith("…"):
        return Fraction(written) == exact
    shown = Fraction(written[:-1])
    unit = Fraction(1, 10 ** len(written[:-1].partition(".")[2]))
    return 0 < abs(exact) - abs(shown) < unit and shown * exact >= 0


def part(said: str) -> Fraction:
    return Fraction(said)


def rounded(exact: Fraction, digits: int) -> Fraction:
    """Half away from zero."""
    scaled = abs(exact) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole, 10**digits) * (1 if exact >= 0 else -1)


def check(line: Line) -> None:
    """Every sum of a line's explanation, and that its days add up."""
    assert line["documents"], line["line_key"]
    if line["kind"] == "adjustment":
        (one,) = line["documents"]
        written = one["says"].partition(", as the estate says it")[0]
        assert Fraction(written) == Fraction(one["added"]), one["says"]
        return
    digits = line["minor_digits"]
    before = Fraction(0)
    for place, one in enumerate(line["documents"]):
        exact = Fraction(int(one["exact_numerator"]), int(one["exact_denominator"]))
        group = Fraction(int(one["group_numerator"]), int(one["group_denominator"]))
        pattern = LATER if one["numerator_before"] is not None else FIRST
        found = pattern.fullmatch(one["says"])
        assert found, one["says"]
        assert (place == 0) == (pattern is FIRST)
        if found["price"]:
            assert Fraction(found["price"]) * part(found["part"]) == exact, one["says"]
            assert Fraction(found["price"]) == Fraction(line["unit_price"])
            assert fits(found["exact"], exact), one["says"]
        assert fits(found["group"], group), one["says"]
        assert Fraction(one["group_amount"]) == rounded(group, digits), one["says"]
        if found["rounded"]:
            assert Fraction(found["rounded"]) == rounded(group, digits), one["says"]
        else:
            assert rounded(group, digits) == group
        _amount(found, exact - before, digits, one["says"])
        assert Fraction(found["amount"]) == Fraction(one["added"])
        before = exact
    days(line)


def _amount(found: re.Match[str], difference: Fraction, digits: int, says: str) -> None:
    """The floor of what is new, and one unit more where it says so."""
    unit = Fraction(1, 10**digits)
    floor = (difference / unit).__floor__() * unit
    handed = unit if found["unit"] and not found["no"] else Fraction(0)
    assert Fraction(found["amount"]) == floor + handed, says
    assert bool(found["unit"]) == (floor != difference) or handed, says


def days(line: Line) -> None:
    """The days that count add up to those that are due now."""
    if line["due_days"] in (None, 0) or line["proration"] == "until_period_end":
        return
    counted = sum(int(row["unit_days"]) for row in line["days"])
    if line["proration"] == "actual_days":
        assert counted == line["due_days"], line["days"]
    assert line["prices"], line["line_key"]
