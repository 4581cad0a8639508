"""What makes a settled period be compared anew, and what leaves it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from rule_house import USUAL, RuleHouse

from sql import corrections, stages
from sql.corrections import Settled

PAIR = {"period": "2026-03", "customer_id": "c1"}
HELD = {"directory_id": "d1", "user_id": "ann", "sku_id": "s1"}
WAS = {"directory_id": "d1", "user_id": "ann", "attributes_id": "x"}
KNOWN: Mapping[str, list[dict[str, Any]]] = {
    "reference.terms": [{"customer_id": "c1", "time_zone": "Europe/Berlin"}],
    "reference.directory_terms": [
        {"directory_id": "d1", "customer_id": "c1"},
        {"directory_id": "d2", "customer_id": "c2"},
        {"directory_id": "d3", "customer_id": "c2"},
    ],
    "billing.affected": [{**PAIR, "directory_id": "d2"}],
    "ledger.settlements": [
        {
            **PAIR,
            "period_start": "2026-03-01",
            "period_end": "2026-04-01",
            "estate": "v",
            "number": "INV-1",
            "corrections": 0,
        }
    ],
    "history.directory_days": [{"directory_id": "d1", "first_day": "2026-01-01"}],
    "history.assignments": [{**HELD, "valid_from": "2026-01-01", "opened_on": "2026-01-01"}],
    "history.users": [{**WAS, "valid_from": "2026-01-01"}],
    "history.persons": [{"directory_id": "d1", "user_id": "ann", "person_id": "Ann"}],
    "history.coverage": [{"directory_id": "d1", "day": "2026-03-01", "is_missing": False}],
    "history.empty_spans": [],
    "history.sku_names": [{"directory_id": "d1", "sku_id": "s1", "sku_part_number": "S"}],
    "landing.statuses": [],
    "snapshot.subscriptions": [
        {"directory_id": "d1", "snapshot_day": "2026-02-20", "sku_id": "s1", "purchased": 5}
    ],
}
ENDED = {**HELD, "valid_from": "2026-01-01", "valid_to": "2026-03-20", "opened_on": "2026-01-01"}
BEFORE = {"directory_id": "d1", "sku_id": "s1", "snapshot_day": "2026-02-19", "purchased": 9}
LEFT = {"valid_from": "2026-01-01", "valid_to": "2026-03-01"}
LATER = {**HELD, "valid_from": "2026-04-01", "opened_on": "2026-04-01"}
ISSUED = KNOWN["ledger.settlements"][0]


def content(house: RuleHouse, *beside: str) -> str | None:
    """What the period is made of, in one text; None where it is none to remember. Others may be
    weighed in the same breath."""
    pairs = [Settled("v", "c1", period) for period in ("2026-03", *beside)]
    stages.forget_weighed(house.warehouse)
    corrections.weigh(house.warehouse, USUAL["now"], pairs)
    rows: list[tuple[str]] = house.warehouse.rows(
        "select content from made_of where period = '2026-03' and customer_id = 'c1'"
    )
    return rows[0][0] if rows else None


@pytest.fixture
def settled(house: RuleHouse) -> RuleHouse:
    for name, rows in KNOWN.items():
        house.give(name, rows)
    return house


MATTERS = {
    "a span ends within it": ("history.assignments", [ENDED]),
    "another SKU is held": ("history.assignments", [{**HELD, "sku_id": "s2"}]),
    "the user was another": ("history.users", [{**WAS, "attributes_id": "y"}]),
    "the account is another person": ("history.persons", []),
    "a day is missing": (
        "history.coverage",
        [{"directory_id": "d1", "day": "2026-03-31", "is_missing": True}],
    ),
    "its first day is missing": (
        "history.coverage",
        [{"directory_id": "d1", "day": "2026-03-01", "is_missing": True}],
    ),
    "a day is nobody's": (
        "history.empty_spans",
        [{"directory_id": "d1", "from_day": "2026-03-31", "to_day": "2026-04-02"}],
    ),
    "the directory began later": (
        "history.directory_days",
        [{"directory_id": "d1", "first_day": "2026-03-02"}],
    ),
    "a SKU is called otherwise": ("history.sku_names", []),
    "a look is held": (
        "landing.statuses",
        [{"directory_id": "d1", "observed_at": "2026-03-31T23:00:00Z", "status": "held"}],
    ),
    "units were bought": (
        "snapshot.subscriptions",
        [{**BEFORE, "snapshot_day": "2026-03-05"}],
    ),
    "units carried into it differ": (
        "snapshot.subscriptions",
        [{**BEFORE, "snapshot_day": "2026-02-20"}],
    ),
    "it is pinned to another version": ("ledger.settlements", [{**ISSUED, "estate": "w"}]),
    "a document corrected it": ("ledger.settlements", [{**ISSUED, "corrections": 1}]),
    "somebody is seen in the payer's other directory": (
        "history.users",
        [*KNOWN["history.users"], {**WAS, "directory_id": "d3", "valid_from": "2026-03-05"}],
    ),
}
MATTERS_NOT = {
    "a span after it": ("history.assignments", [*KNOWN["history.assignments"], LATER]),
    "a span that ends after it": (
        "history.assignments",
        [{**ENDED, "valid_to": "2026-04-01"}],
    ),
    "a rename after it": (
        "history.users",
        [
            {**WAS, "valid_from": "2026-01-01", "valid_to": "2026-04-02"},
            {**WAS, "attributes_id": "y", "valid_from": "2026-04-02"},
        ],
    ),
    "a day after it is missing": (
        "history.coverage",
        [{"directory_id": "d1", "day": "2026-04-01", "is_missing": True}],
    ),
    "a day before it is missing": (
        "history.coverage",
        [{"directory_id": "d1", "day": "2026-02-28", "is_missing": True}],
    ),
    "a day is carried that was observed": (
        "history.coverage",
        [{"directory_id": "d1", "day": "2026-03-01", "is_missing": False, "status": "carried"}],
    ),
    "a span that lasted through it began on another day": (
        "history.assignments",
        [{**HELD, "valid_from": "2025-12-01", "opened_on": "2025-12-01"}],
    ),
    "somebody who left before it": (
        "history.users",
        [*KNOWN["history.users"], {**WAS, "user_id": "bo", **LEFT}],
    ),
    "units bought before the last ones": (
        "snapshot.subscriptions",
        [*KNOWN["snapshot.subscriptions"], BEFORE],
    ),
    "another customer's directory": (
        "history.assignments",
        [*KNOWN["history.assignments"], {**HELD, "directory_id": "d9"}],
    ),
}


@pytest.mark.parametrize("what", MATTERS)
def test_what_a_period_is_made_of_changes_with(settled: RuleHouse, what: str) -> None:
    before = content(settled)
    settled.give(*MATTERS[what])
    assert before
    assert content(settled) != before


@pytest.mark.parametrize("what", MATTERS_NOT)
def test_what_a_period_is_made_of_stays_with(settled: RuleHouse, what: str) -> None:
    before = content(settled)
    settled.give(*MATTERS_NOT[what])
    assert content(settled) == before


def test_what_a_period_is_made_of_stays_beside_others(settled: RuleHouse) -> None:
    settled.give("history.assignments", [ENDED, {**HELD, "valid_from": "2026-03-25"}, LATER])
    months = {"2026-01": "2026-02-01", "2026-05": "2026-06-01"}
    others = [
        {**ISSUED, "period": period, "period_start": f"{period}-01", "period_end": end}
        for period, end in months.items()
    ]
    settled.give("ledger.settlements", [ISSUED, *others])
    before = content(settled)
    assert before
    assert content(settled, "2026-01", "2026-05") == before


def test_the_same_days_of_somebody_else_are_something_else(settled: RuleHouse) -> None:
    two = [{**HELD, "user_id": user} for user in ("ann", "bo")]
    found = set()
    for first, second in (("03-05", "03-20"), ("03-20", "03-05")):
        starts = (f"2026-{first}", f"2026-{second}")
        settled.give(
            "history.assignments",
            [
                {**one, "valid_from": start, "opened_on": start}
                for one, start in zip(two, starts, strict=True)
            ],
        )
        found.add(content(settled))
    assert len(found) == 2


def test_what_somebody_who_was_away_was_last_seen_with_counts_for_a_span_that_evidence_dates(
    settled: RuleHouse,
) -> None:
    dated = {**HELD, "valid_from": "2026-03-28", "opened_on": "2026-04-02"}
    settled.give("history.assignments", [dated])
    back = {**WAS, "valid_from": "2026-04-02"}
    first = {**WAS, "valid_from": "2026-01-01", "valid_to": "2026-02-01"}
    away = {**WAS, "valid_from": "2026-02-01", "valid_to": "2026-02-20"}
    settled.give("history.users", [first, {**away, "attributes_id": "y"}, back])
    before = content(settled)
    settled.give("history.users", [first, {**away, "attributes_id": "z"}, back])
    assert content(settled) != before


def test_first_attributes_count_for_a_span_that_evidence_dates(settled: RuleHouse) -> None:
    dated = {**HELD, "valid_from": "2026-03-28", "opened_on": "2026-04-02"}
    settled.give("history.assignments", [dated])
    settled.give("history.users", [{**WAS, "valid_from": "2026-04-02"}])
    before = content(settled)
    settled.give("history.users", [{**WAS, "valid_from": "2026-04-02", "attributes_id": "y"}])
    assert content(settled) != before


def test_a_period_that_is_not_over_is_always_compared(settled: RuleHouse) -> None:
    settled.give("ledger.settlements", [{**ISSUED, "period_end": "2026-06-02"}])
    assert content(settled) is None
