"""How a run brings rows into a table that has some: what it replaces, and what it leaves."""

from __future__ import annotations

from typing import Any

import pytest
from rule_house import NOW, RuleHouse

from sql import corrections, query, stages

LABEL = {"period": "2026-03", "currency": "EUR", "is_due": True}
ASKED = {"periods": ["2026-03"], "settled_under": None}


def build(house: RuleHouse, table: str, **parameters: Any) -> None:
    house.warehouse.build(query.load(*table.split(".")), parameters)


def test_a_period_asked_for_again_replaces_its_own_rows_only(house: RuleHouse) -> None:
    house.give("billing.asked", [{**LABEL, "customer_id": c, "days_in_period": 31} for c in "ab"])
    build(house, "billing.periods", **ASKED, customer_id=None)
    house.give("billing.asked", [{**LABEL, "customer_id": "a", "days_in_period": 30}])
    build(house, "billing.periods", **ASKED, customer_id="a")
    rows = house.warehouse.rows("select customer_id, days_in_period from billing.periods")
    assert sorted(rows) == [("a", 30), ("b", 31)]


@pytest.mark.parametrize(("customer_id", "kept"), [("a", ["b", "c"]), (None, ["c"])])
def test_a_period_left_half_billed_by_a_dead_run_is_forgotten(
    house: RuleHouse, customer_id: str | None, kept: list[str]
) -> None:
    labels = [{"customer_id": c} for c in "ab"] + [{"customer_id": "c", "period": "2026-02"}]
    house.give("billing.periods", [{**LABEL, **label} for label in labels])
    begun = {"periods": ["2026-03"], "customer_id": customer_id, "wanted": None}
    house.warehouse.execute(stages.UNFINISHED, begun)
    stages.forget_unfinished(house.warehouse)
    rows = house.warehouse.rows("select customer_id from billing.periods order by all")
    assert [customer for (customer,) in rows] == kept
    assert not house.warehouse.has("billing.unfinished")


def test_settled_pairs_left_half_billed_are_forgotten_with_what_they_were_made_of(
    house: RuleHouse,
) -> None:
    house.warehouse.execute(
        f"create or replace table {corrections.COMPARED} as "
        "select '2026-03' as period, unnest(['a', 'b']) as customer_id, 'made of' as content"
    )
    begun = {"periods": ["2026-03"], "customer_id": None, "wanted": ["2026-03 a"]}
    house.warehouse.execute(stages.UNFINISHED, begun)
    stages.forget_unfinished(house.warehouse)
    rows = house.warehouse.rows(f"select customer_id from {corrections.COMPARED}")
    assert rows == [("b",)]


def test_attributes_are_added_once(house: RuleHouse) -> None:
    for known in (["a"], ["a", "b"]):
        ann = {"directory_id": "d1", "user_id": "ann"}
        house.give("landing.users", [{**ann, "attributes_id": one} for one in known])
        build(house, "snapshot.user_attributes")
    found = house.named(house.answer("select attributes_key from snapshot.user_attributes"))
    assert sorted(row["attributes_id"] for row in found.rows) == ["a", "b"]


def test_only_days_that_changed_are_read_again(house: RuleHouse) -> None:
    day = {"directory_id": "d1", "user_id": "ann"}
    house.give(
        "snapshot.users",
        [
            {**day, "snapshot_day": "2026-03-01", "attributes_id": "old"},
            {**day, "snapshot_day": "2026-03-02", "attributes_id": "old"},
        ],
    )
    house.give(
        "snapshot.looks",
        [
            {
                "directory_id": "d1",
                "snapshot_day": f"2026-03-0{n}",
                "content_batch": "b",
                "content_at": NOW,
                "observed_at": NOW,
            }
            for n in (1, 2)
        ],
    )
    seen = {"batch": "b", "observed_at": NOW, "attributes_id": "new"}
    house.give("landing.users", [{**day, **seen}])
    house.warehouse.execute(
        "create or replace temp table changed_days as "
        "select 'd1' as directory_id, date '2026-03-02' as snapshot_day"
    )
    build(house, "snapshot.users")
    found = house.named(house.answer("from snapshot.users"))
    days = {f"{row['snapshot_day']}": row["attributes_id"] for row in found.rows}
    assert days == {"2026-03-01": "old", "2026-03-02": "new"}
