"""The oracle against sums done by hand: the worked examples, periods and prices."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from oracle_cases import Holders, amounts, daily, estate, exacts, look, march, play, price
from oracle_estate import Span
from oracle_files import Values


def test_worked_1_five_people_share_the_cents(tmp_path: Path) -> None:
    five = {f"u{n}": ["s1"] for n in range(5)}
    looks = daily(march(1), march(17), {"z": []}) + daily(march(17), march(32), five)
    result = play(tmp_path, estate(price_book=[price("P", "30.00")]), looks)
    assert set(exacts(result).values()) == {Fraction(30 * 15, 31)}
    assert list(amounts(result).values()).count("14.52") == 3
    assert amounts(result)["d1/u4"] == amounts(result)["d1/u3"] == "14.51"
    assert result.documents["acme"].net == Decimal("72.58")


def test_worked_2_a_free_place_is_taken_by_who_follows(tmp_path: Path) -> None:
    tiers = [
        price("P", "10.00", model="graduated", tier_from=1),
        price("P", "5.00", model="graduated", tier_from=2),
    ]
    october = date(2025, 10, 1)
    looks = (
        daily(october, date(2025, 10, 18), {"a": ["s1"]})
        + daily(date(2025, 10, 18), date(2025, 10, 19), {"z": []})
        + daily(date(2025, 10, 19), date(2025, 11, 1), {"b": ["s1"]})
    )
    options: Any = {"period": "2025-10", "today": date(2025, 11, 1)}
    result = play(tmp_path, estate(price_book=tiers), looks, **options)
    assert amounts(result) == {"d1/a": "5.49", "d1/b": "4.19"}
    assert result.documents["acme"].gross == Decimal("9.68")


@pytest.mark.parametrize(
    ("assigned", "begins", "evidence"),
    [
        ("2025-03-04T09:00:00Z", 4, "assigned_at"),
        ("", 6, "observation"),
        ("2025-03-02T09:00:00Z", 6, "observation"),
        ("2025-03-03T09:00:00Z", 6, "observation"),
        ("2025-03-03T23:30:00Z", 4, "assigned_at"),
        ("2025-03-06T09:00:00Z", 6, "observation"),
    ],
)
def test_worked_3_what_the_directory_says_begins_an_assignment(
    tmp_path: Path, assigned: str, begins: int, evidence: str
) -> None:
    looks = [look(march(1), {"z": []}), look(march(3), {"z": []})]
    looks += [look(march(6), {"z": [], "a": ["s1"]}, assigned={"a": assigned})]
    result = play(tmp_path, estate(), looks, today=march(8))
    assert result.assignment_spans == {("d1", "a", "s1", march(begins), None, evidence)}


def test_worked_4_a_late_batch_shows_two_days_without(tmp_path: Path) -> None:
    has: Holders = {"a": ["s1"]}
    lacks: Holders = {"a": []}
    known = [look(march(n), has) for n in range(1, 32) if n not in (20, 21)]
    late = [look(march(20), lacks), look(march(21), lacks)]
    before = play(tmp_path / "before", estate(), known)
    after = play(tmp_path / "after", estate(), known, late)
    assert exacts(before) == {"d1/a": Fraction(31)}
    assert exacts(after) == {"d1/a": Fraction(31 * 29, 31)}
    assert {s[3:5] for s in after.assignment_spans} == {
        (march(1), march(20)),
        (march(22), None),
    }


@pytest.mark.parametrize(
    ("billing_day", "period", "start", "end"),
    [
        ("", "2025-03", date(2025, 3, 1), date(2025, 4, 1)),
        ("31", "2025-01", date(2025, 1, 31), date(2025, 2, 28)),
        ("31", "2025-02", date(2025, 2, 28), date(2025, 3, 31)),
        ("29", "2024-12", date(2024, 12, 29), date(2025, 1, 29)),
    ],
)
def test_6_periods(tmp_path: Path, billing_day: str, period: str, start: date, end: date) -> None:
    customers = [{"customer_id": "acme", "name": "A", "billing_day": billing_day}]
    looks = daily(date(2024, 12, 1), date(2025, 4, 5), {"a": ["s1"]})
    result = play(tmp_path, estate(customers=customers), looks, period=period, today=end)
    assert result.billable["acme", "d1/a", "P"] == set(Span(start, end).days())
    before = end - timedelta(days=1)
    early = play(tmp_path / "b", estate(customers=customers), looks, period=period, today=before)
    assert early.not_ended == {"acme"}


def test_6_never_observed_and_starts_late(tmp_path: Path) -> None:
    result = play(tmp_path / "none", estate())
    assert result.blockers["acme"] == {("never_observed", False)}
    late = play(tmp_path / "late", estate(), daily(march(2), march(32), {"a": ["s1"]}))
    assert late.blockers["acme"] == {("starts_late", True)}
    assert exacts(late) == {"d1/a": Fraction(30)}


def test_6_blockers_reach_the_payer(tmp_path: Path) -> None:
    people = [
        {"person_id": "ann", "directory_id": "d1", "user_id": "a", "payer_customer_id": "other"}
    ]
    customers = [{"customer_id": name, "name": name} for name in ("acme", "other", "third")]
    looks = [look(march(1), {"a": ["s1"], "b": ["s1"]})]
    result = play(tmp_path, estate(customers=customers, people=people), looks)
    assert result.blocked() == {"acme", "other"}


@pytest.mark.parametrize(
    ("book", "blockers", "due"),
    [
        ([price("P", "31.00"), price("P", "62.00", customer_id="acme")], set(), 62),
        ([price("P", "31.00", discount_percent="12.5")], set(), Fraction("27.125")),
        ([price("P", "31.00"), price("P", "9", customer_id="acme", currency="USD")], {"w"}, 31),
        ([price("P", "31.00", currency="USD")], {"w"}, 0),
        ([price("P", "31.00", valid_to="2025-03-31")], {"n"}, 30),
        ([price("P", "31.00", valid_to="2025-03-31", proration="full_period")], set(), 31),
        (
            [price("P", "31.00", valid_to="2025-03-11"), price("P", "62", valid_from="2025-03-11")],
            set(),
            10 + 2 * 21,
        ),
    ],
)
def test_7_prices(
    tmp_path: Path, book: list[Values], blockers: set[str], due: Fraction | int
) -> None:
    looks = daily(march(1), march(32), {"a": ["s1"]})
    result = play(tmp_path, estate(price_book=book), looks)
    codes = {"w": ("wrong_currency", False), "n": ("no_price", False)}
    assert result.blockers["acme"] == {codes[short] for short in blockers}
    assert sum(exacts(result).values()) == due
