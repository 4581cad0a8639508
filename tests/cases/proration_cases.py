"""Published proration examples of other billing systems (`proration.json`), as this house sees
them: which of them our rules reproduce, and which of those are a month with a price.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("proration.json")


@dataclass(frozen=True, slots=True)
class Holding:
    """Units held from a day to before another; below zero where their price is given back."""

    entity: str
    from_day: date
    to_day: date
    quantity: int
    time_zone: str

    @property
    def days(self) -> int:
        return (self.to_day - self.from_day).days


@dataclass(frozen=True, slots=True)
class Example:
    """One published case: what was held in which period, and what the other system says of it.

    `needs_policy` names what we do not do, where the case needs it. A case of bare days has no
    period. `ratio` is the sum as published, `factor` its value as rounded there.
    """

    id: str
    needs_policy: str | None
    start: date | None
    end: date | None
    holdings: Sequence[Holding]
    unit_price: Decimal | None
    currency: str
    ratio: str | None
    factor: str | None
    amount: Decimal | None
    rounding: str

    def __str__(self) -> str:
        return self.id

    @property
    def billing_day(self) -> int | None:
        """The billing day that makes the period one of our months; None if there is none."""
        if self.start is None or self.end is None:
            return None
        following = next_month(self.start)
        for day in range(1, 32):
            if (clipped(self.start, day), clipped(following, day)) == (self.start, self.end):
                return day
        return None

    @property
    def is_priced_month(self) -> bool:
        return None not in (self.billing_day, self.unit_price, self.amount)


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def clipped(month: date, day: int) -> date:
    """Day n of a month, or the month's last day."""
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=min(day, last))


def ours() -> list[Example]:
    """The cases that need no policy that we do not have, in the order of the file."""
    return [example for example in every() if example.needs_policy is None]


def every() -> list[Example]:
    return [_example(case) for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]]


def _example(case: dict[str, Any]) -> Example:
    period, expected = case["billing_period"] or {}, case["expected"]
    return Example(
        id=case["id"],
        needs_policy=case["needs_policy"],
        start=_day(period.get("start")),
        end=_day(period.get("end")),
        holdings=[_holding(one) for one in case["assignments"] or ()],
        unit_price=_money(case["unit_price"]),
        currency=case["currency"],
        ratio=expected["exact_ratio"],
        factor=expected["quantity_or_factor"],
        amount=_money(expected["amount"]),
        rounding=case["rounding"]["mode"],
    )


def _holding(case: dict[str, Any]) -> Holding:
    assert case["to_is"] == "exclusive"
    return Holding(
        entity=case["entity"],
        from_day=date.fromisoformat(case["from"]),
        to_day=date.fromisoformat(case["to"]),
        quantity=case["quantity"],
        time_zone=case.get("timezone", "UTC"),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _money(written: str | None) -> Decimal | None:
    return Decimal(written) if written else None
