"""What makes a settled period be compared anew, and what leaves it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from rule_house import USUAL, RuleHouse

from sql import query

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
    "history.coverage": [{"directory_id": "d1", "day": "2026-03-01", "status": "observed"}],
    "history.sku_names": [{"directory_id": "d1", "sku_id": "s1", "sku_part_number": "S"}],
    "landing.statuses": [],
    "snapshot.subscriptions": [
        {"directory_id": "d1", "snapshot_day": "2026-02-20", "sku_id": "s1", "purchased": 5}
    ],
}
ENDED = {**HELD, "valid_from": "2026-01-01", "valid_to": "2026-03-20", "opened_on": "2026-01-01"}
BEFORE = {"directory_id": "d1", "sku_id": "s1", "snapshot_day": "2026-02-19", "purchased": 9}
LATER = {**HELD, "valid_from": "2026-04-01", "opened_on": "2026-04-01"}
SEEN = {"directory_id": "d1", "status": "observed"}
ISSUED = KNOWN["ledger.settlements"][0]


def content(house: RuleHouse) -> str | None:
    """What the period is made of, in one text; None where it is none to remember."""
    given = {"wanted": ["2026-03 c1"], "now": USUAL["now"]}
    house.warehouse.execute(query.text("billing/made_of.sql"), given)
    rows: list[tuple[str]] = house.warehouse.rows("select content from made_of")
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
    "a day is covered": ("history.coverage", [{**SEEN, "day": "2026-03-01", "status": "covered"}]),
    "a day is no more": ("history.coverage", []),
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
    "a day after it": (
        "history.coverage",
        [{**SEEN, "day": day} for day in ("2026-03-01", "2026-04-01")],
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
