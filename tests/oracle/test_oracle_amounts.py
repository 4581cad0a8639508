"""The oracle against rules 8 and 9: exact amounts, rounding, tax."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from oracle_cases import (
    MARCH,
    amounts,
    daily,
    estate,
    exacts,
    exclusion,
    look,
    march,
    play,
    price,
    span,
)
from oracle_files import Values
from oracle_rounding import round_half_away


@pytest.mark.parametrize(
    ("proration", "first", "last", "due", "days"),
    [
        ("actual_days", 5, 9, Fraction(5 * 60, 31), 5),
        ("full_period", 5, 9, Fraction(60), 5),
        ("fixed_30", 5, 9, Fraction(5 * 60, 30), 5),
        ("fixed_30", 1, 31, Fraction(60), 31),
        ("fixed_30", 2, 31, Fraction(60), 30),
        ("until_period_end", 5, 9, Fraction(27 * 60, 31), 27),
    ],
)
def test_8_prorations(
    tmp_path: Path, proration: str, first: int, last: int, due: Fraction, days: int
) -> None:
    book = [price("P", "60.00", proration=proration, valid_to="2025-03-07")]
    book += [price("P", "60.00", valid_from="2025-03-07")]
    looks = [look(day, {"a": ["s1"] if day in span(first, last) else []}) for day in MARCH.days()]
    result = play(tmp_path, estate(price_book=book), looks)
    assert [(c.exact, c.days) for c in result.charges.values()] == [(due, days)]


def tiers(model: str, **more: object) -> list[Values]:
    prices = {1: "31.00", 2: "15.50", 4: "3.10"}
    return [price("P", p, model=model, tier_from=n, **more) for n, p in prices.items()]


def test_8_graduated_ranks_by_run_and_then_by_id(tmp_path: Path) -> None:
    looks = daily(march(1), march(11), {"b": ["s1"]})
    looks += daily(march(11), march(32), {"a": ["s1"], "b": ["s1"], "c": ["s1"]})
    result = play(tmp_path, estate(price_book=tiers("graduated")), looks)
    assert exacts(result) == {
        "d1/b": Fraction(31),
        "d1/a": Fraction(31, 2) * 21 / 31,
        "d1/c": Fraction(31, 2) * 21 / 31,
    }


def test_8_a_run_starts_no_earlier_than_the_period(tmp_path: Path) -> None:
    looks = daily(date(2025, 2, 20), march(1), {"b": ["s1"]})
    looks += daily(march(1), march(32), {"a": ["s1"], "b": ["s1"]})
    result = play(tmp_path, estate(price_book=tiers("graduated")), looks)
    assert exacts(result) == {"d1/a": Fraction(31), "d1/b": Fraction(31, 2)}


def test_8_volume_and_minimum(tmp_path: Path) -> None:
    looks = daily(march(1), march(32), {"a": ["s1"], "b": ["s1"]})
    volume = play(tmp_path / "v", estate(price_book=tiers("volume", minimum_quantity=4)), looks)
    assert exacts(volume) == {"d1/a": Fraction("3.10"), "d1/b": Fraction("3.10")}
    assert exacts(volume, "minimum") == {None: Fraction("6.20")}
    book = tiers("graduated", minimum_quantity=5)
    graduated = play(tmp_path / "g", estate(price_book=book), looks)
    found = {k[4]: c.days for k, c in graduated.charges.items() if k[2] == "minimum"}
    assert found == {Fraction("15.5"): 31, Fraction("3.1"): 62}


def test_8_minimum_runs_over_the_charging_window(tmp_path: Path) -> None:
    looks = daily(march(2), march(32), {"z": []})
    book = [price("P", "31.00", minimum_quantity=2)]
    result = play(tmp_path, estate(price_book=book), looks)
    assert exacts(result, "minimum") == {None: Fraction(2 * 30)}


def test_8_unassigned_units_are_billed_where_agreed(tmp_path: Path) -> None:
    bought = [{"sku_id": "s1", "purchased": 5}, {"sku_id": "s2", "purchased": 9}]
    looks = daily(march(1), march(11), {"a": ["s1"]})
    looks += [look(march(11), {"a": ["s1"], "b": ["s1"]}, subscriptions=bought)]
    looks += daily(march(12), march(32), {"a": ["s1"], "b": ["s1"]})
    book = [price("P", "31.00", unassigned="bill"), price("Q", "3.10")]
    tables = estate(price_book=book, exclusions=[exclusion("user_id", "b")])
    result = play(tmp_path, tables, looks)
    assert exacts(result, "unassigned") == {None: Fraction(3 * 21)}


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.5", 1), ("-0.5", -1), ("0.49", 0), ("2.5", 3), ("-1.51", -2)]
)
def test_9_half_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_away(Fraction(value)) == rounded


@pytest.mark.parametrize(
    ("currency", "net"), [("JPY", "100"), ("EUR", "100.00"), ("BHD", "100.000")]
)
def test_9_minor_units(tmp_path: Path, currency: str, net: str) -> None:
    customers = [{"customer_id": "acme", "name": "A", "currency": currency}]
    book = [price("P", "33.333333", currency=currency)]
    looks = daily(march(1), march(32), {"a": ["s1"], "b": ["s1"], "c": ["s1"]})
    result = play(tmp_path, estate(customers=customers, price_book=book), looks)
    assert str(result.documents["acme"].net) == net


def test_9_adjustments_taxes_and_credit_notes(tmp_path: Path) -> None:
    customers = [{"customer_id": "acme", "name": "A", "tax_rate": "19", "billing_to": "2025-03-31"}]
    products = [
        {"product_code": "P", "name": "P", "kind": "sku", "tax_rate": "7"},
        {"product_code": "Q", "name": "Q", "kind": "sku", "tax_category": "E"},
    ]
    day = {"customer_id": "acme", "day": "2025-03-30"}
    adjustments = [
        {"adjustment_id": "1", **day, "amount": "-100.05", "product_code": "P"},
        {"adjustment_id": "2", **day, "amount": "10"},
        {"adjustment_id": "3", **day, "amount": "5", "product_code": "Q"},
        {"adjustment_id": "4", **day, "amount": "0.00"},
        {"adjustment_id": "5", **day, "day": "2025-03-31", "amount": "7"},
    ]
    tables = estate(customers=customers, products=products, adjustments=adjustments)
    result = play(tmp_path, tables, daily(march(1), march(32), {"a": ["s1"]}))
    document = result.documents["acme"]
    assert document.kind == "credit_note"
    assert document.taxes == {
        ("S", Fraction(7)): (Decimal("70.05"), Decimal("4.90")),
        ("S", Fraction(19)): (Decimal("-10.00"), Decimal("-1.90")),
        ("E", Fraction(0)): (Decimal("-5.00"), Decimal("0.00")),
    }
    assert (document.net, document.gross) == (Decimal("55.05"), Decimal("58.05"))
    assert result.blockers["acme"] == {("adjustment_outside_window", True)}


def test_9_nothing_due_is_no_document(tmp_path: Path) -> None:
    book = [price("P", "0.001"), price("Q", "5.00", discount_percent="100")]
    looks = daily(march(1), march(32), {"a": ["s1", "s2"]})
    result = play(tmp_path, estate(price_book=book), looks)
    assert amounts(result) == {"d1/a": "0.00"}
    assert not result.documents
