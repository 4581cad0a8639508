"""41 published cases of other billing systems come out as published.

A month with a price is played through the command, from an import to a draft. The others
(quarters, years, weeks, days without a price) go straight to the expressions that count days,
prorate and round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from desk import Desk
from proration_cases import Example, Holding, every, ours
from proration_estates import as_used, played, write_case, write_cases

from pipelines import resources
from pipelines.estate.read import read
from sql import warehouse
from sql.warehouse import Warehouse

PLAYED = [example for example in ours() if example.is_priced_month]
EXPRESSED = [example for example in ours() if not example.is_priced_month]
Drafts = Mapping[tuple[str, str], tuple[str, Decimal]]


def test_each_case_of_ours_is_exercised_in_one_way() -> None:
    assert len(every()) == 55
    assert (len(PLAYED), len(EXPRESSED)) == (20, 21)
    assert {str(e) for e in PLAYED}.isdisjoint(str(e) for e in EXPRESSED)
    assert len({str(e) for e in [*PLAYED, *EXPRESSED]}) == 41


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Drafts:
    """Currency and net of each customer's draft: one import of all looks, then month by month."""
    written = write_cases(tmp_path_factory.mktemp("months"), PLAYED)
    desk = Desk(written[0].estate, max(one.today for one in written))
    desk.done("import", written[0].batch)
    billed = [desk.done("bill", period) for period in sorted({one.period for one in written})]
    return {
        (one["customer_id"], found["period"]): (one["currency"], Decimal(one["net"]))
        for found in billed
        for one in found["customers"]
        if one["status"] == "drafted"
    }


@pytest.mark.parametrize("example", PLAYED, ids=str)
def test_a_month_with_a_price_is_drafted_as_published(drafts: Drafts, example: Example) -> None:
    due = played(Path(), as_used(example))
    assert drafts[due.customer_id, due.period] == (due.currency, due.amount)


def test_a_case_stands_alone_in_an_estate_of_its_own(tmp_path: Path) -> None:
    alone = write_case(tmp_path, PLAYED[0])
    estate = read(alone.estate, resources.formats())
    assert [row[1] for row in estate.tables["customers"].rows] == [alone.customer_id]
    assert (alone.period, alone.today, str(alone.amount)) == ("2024-06", date(2024, 7, 1), "90.00")


@pytest.fixture(scope="module")
def house() -> Iterator[Warehouse]:
    """Nothing but the expressions."""
    with duckdb.connect() as connection:
        warehouse.prepare(connection)
        yield Warehouse(connection, Path())


@pytest.mark.parametrize("example", EXPRESSED, ids=str)
def test_days_fractions_and_amounts_are_as_published(house: Warehouse, example: Example) -> None:
    unit_days = sum(one.quantity * days(house, one) for one in example.holdings)
    if not (example.start and example.end):
        assert str(unit_days) == example.factor
        return
    assert unit_days == sum(one.quantity * one.days for one in example.holdings)
    period_days = (example.end - example.start).days
    due = Due(house, unit_days, period_days)
    if example.ratio:
        assert abs(due.exact(Decimal(1))) == Fraction(example.ratio)
    if example.factor:
        assert factor(due, example) == Decimal(example.factor)
    if example.unit_price is not None:
        assert due.rounded(example.unit_price, decimals=2) == example.amount


@pytest.mark.parametrize("example", [e for e in EXPRESSED if e.billing_day], ids=str)
def test_days_of_a_month_are_its_bits(house: Warehouse, example: Example) -> None:
    assert example.start
    assert example.end
    for one in example.holdings:
        asked = {"a": one.from_day, "b": one.to_day, "c": example.start, "d": example.end}
        ((found,),) = house.rows("select bit_count(day_mask($a, $b, $c, $d::date - $c))", asked)
        assert found == one.days


def days(house: Warehouse, holding: Holding) -> int:
    """Civil days between two midnights of a zone, whatever its clocks did between them."""
    midnight = "civil_day(timezone($zone, ${}::timestamp), $zone)"
    asked = {"zone": holding.time_zone, "a": holding.from_day, "b": holding.to_day}
    ((found,),) = house.rows(f"select {midnight.format('b')} - {midnight.format('a')}", asked)
    return int(found)


@dataclass(frozen=True, slots=True)
class Due:
    """Unit-days of a period by actual days, in the expressions that charge them."""

    house: Warehouse
    unit_days: int
    period_days: int

    def exact(self, price: Decimal) -> Fraction:
        ((parts, unit),) = self.house.rows(
            f"select {PARTS}, parts_per_unit($period_days)", self._given(price)
        )
        return Fraction(parts, unit)

    def rounded(self, price: Decimal, decimals: int) -> Decimal:
        ((found,),) = self.house.rows(
            f"select round_ratio({PARTS} * $scale::hugeint, parts_per_unit($period_days))",
            {**self._given(price), "scale": 10**decimals},
        )
        return Decimal(found).scaleb(-decimals)

    def _given(self, price: Decimal) -> dict[str, object]:
        return {"price": price, "unit_days": self.unit_days, "period_days": self.period_days}


PARTS = "prorated_parts('actual_days', price_parts($price, 0), $unit_days, $period_days)"


def factor(due: Due, example: Example) -> Decimal:
    """The units that the days make, to as many decimals as were published, rounded as there."""
    decimals = len((example.factor or "").partition(".")[2])
    if example.rounding == "half_up":
        return due.rounded(Decimal(1), decimals)
    exact = due.exact(Decimal(1)) * 10**decimals
    return Decimal(-(-exact.numerator // exact.denominator)).scaleb(-decimals)
