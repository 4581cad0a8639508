"""Random estates: the oracle computes them, most are not blocked, and the sums agree."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from oracle import Result, compute
from oracle_estate import load_estate
from oracle_estates import Story, write_estate
from oracle_rounding import minor_digits, round_half_away

SIZES: dict[str, Any] = {"customers": 3, "directories": 3, "users": 8}
CHUNK = 20


def check_sums(story: Story, result: Result) -> None:
    """Each group's lines add up to its rounded exact total, each document to its lines."""
    estate = load_estate(story.estate_dir)
    groups = {key[:2] for key in result.charges}
    for customer_id, product_code in groups:
        charges = {k: c for k, c in result.charges.items() if k[:2] == (customer_id, product_code)}
        lines = [charge for key, charge in charges.items() if key[2] != "adjustment"]
        unit = 10 ** minor_digits(estate.currency(customer_id))
        exact = sum((charge.exact for charge in lines), Fraction(0))
        assert sum(charge.amount for charge in lines) * unit == round_half_away(exact * unit)
        assert all(abs(Fraction(c.amount) - c.exact) < Fraction(1, unit) for c in lines)
    for customer_id, document in result.documents.items():
        sign = -1 if document.kind == "credit_note" else 1
        net = sum(c.amount for key, c in result.charges.items() if key[0] == customer_id)
        assert sign * document.net == net
        assert document.gross == document.net + document.tax


def check_days(story: Story, period: str, result: Result) -> None:
    """No day is billable and excluded, and all lie in the customer's period."""
    estate = load_estate(story.estate_dir)
    for key, days in [*result.billable.items(), *result.excluded.items()]:
        assert days
        assert all(day in estate.period(key[0], period) for day in days)
    for key, days in result.billable.items():
        assert not days & set(result.excluded.get(key, {}))


def tally(story: Story, counts: Counter[str]) -> None:
    for period in story.periods:
        result = compute(story.estate_dir, story.events, period, story.today)
        check_sums(story, result)
        check_days(story, period, result)
        blocked = result.blocked()
        counts["pairs"] += 1
        counts["unblocked pairs"] += bool(result.blockers) and not blocked
        counts["customers billed"] += len(result.blockers)
        counts["customers blocked"] += len(blocked)
        counts["documents"] += len(result.documents)
        counts.update(f"{key[2]} lines" for key in result.charges if key[0] not in blocked)


@pytest.mark.parametrize("first_seed", range(0, 200, CHUNK))
def test_calm_estates_are_computed_and_mostly_unblocked(tmp_path: Path, first_seed: int) -> None:
    counts: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + CHUNK):
        tally(write_estate(Random(seed), tmp_path / str(seed), **SIZES), counts)
    print(dict(counts))
    assert counts["unblocked pairs"] * 2 >= counts["pairs"]


@pytest.mark.parametrize("first_seed", range(0, 40, CHUNK))
def test_nasty_estates_are_computed(tmp_path: Path, first_seed: int) -> None:
    counts: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + CHUNK):
        tally(write_estate(Random(seed), tmp_path / str(seed), is_nasty=True, **SIZES), counts)
    print(dict(counts))
    assert counts["customers blocked"] > 0


def test_a_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    stories = [write_estate(Random(7), tmp_path / name) for name in ("one", "two")]
    files = [
        {p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    ]
    assert files[0] == files[1]
    assert stories[0].today - stories[1].today == timedelta(0)
    assert isinstance(stories[0].today, date)
