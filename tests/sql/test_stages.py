"""What a billing run leaves out, and what it does at the same time."""

from __future__ import annotations

import duckdb
import pytest
from rule_house import USUAL, RuleHouse

from sql import bill, corrections, query, stages
from sql.corrections import Settled

PAIR = {"period": "2026-03", "customer_id": "c1"}
# These two read what others are asked for first.
ASKED_OF_WHAT_IS_READ = sorted(bill.ONLY_WHERE.keys() - {"draft_taxes", "drafts"})


def test_what_a_table_needs_comes_before_it() -> None:
    """Two workers take tables as they come: neither can wait for what nobody will compute."""
    for place, name in enumerate(bill.TABLES):
        assert bill.needs(name) <= set(bill.TABLES[:place]), name
    there = {path.stem for path in (query.ROOM / "billing").glob("*.yml")}
    assert set(bill.TABLES) == there


def test_of_some_tables_what_they_need_is_brought_too() -> None:
    assert bill.Waiting(["periods"]).names == ["bills", "asked", "periods"]


def test_a_table_that_fails_is_the_last_that_begins(house: RuleHouse) -> None:
    house.warehouse.execute("drop table reference.terms")
    waiting = bill.Waiting(bill.TABLES)
    with pytest.raises(duckdb.CatalogException, match="terms"):
        waiting.work(house.warehouse, USUAL)
    assert waiting.missing == set(bill.TABLES)
    waiting.work(house.warehouse, USUAL)  # Whoever works beside it finds nothing to do.


@pytest.mark.parametrize("name", ASKED_OF_WHAT_IS_READ)
def test_whether_a_table_is_computed_follows_from_what_it_reads(name: str) -> None:
    made = query.load("billing", name)
    for asked in bill.ONLY_WHERE[name]:
        question = query.Query("billing", name, asked, made.contract)
        assert set(question.upstreams()) <= set(made.upstreams())


def test_a_table_that_is_not_computed_keeps_what_was_not_asked_for(house: RuleHouse) -> None:
    house.give("billing.asked", [{**PAIR, "is_settled": True}])
    house.give("billing.reasons", [PAIR, {**PAIR, "customer_id": "c2"}])
    given = {**USUAL, "settled_under": "v"}
    house.warehouse.clear(query.load("billing", "reasons"), given)
    assert house.warehouse.rows("select customer_id from billing.reasons") == [("c2",)]


def weighed(house: RuleHouse) -> str:
    corrections.weigh(house.warehouse, USUAL["now"], [Settled("v", "c1", "2026-03")])
    rows: list[tuple[str]] = house.warehouse.rows("select content from made_of")
    return rows[0][0]


def settled(house: RuleHouse) -> None:
    house.give("reference.terms", [{"customer_id": "c1", "time_zone": "Europe/Berlin"}])
    house.give(
        "reference.directory_terms",
        [
            {"directory_id": "d1", "customer_id": "c1"},
            {"directory_id": "d2", "customer_id": "c2"},
        ],
    )
    days = {"period_start": "2026-03-01", "period_end": "2026-04-01"}
    house.give("ledger.settlements", [{**PAIR, **days, "estate": "v", "corrections": 0}])
    seen(house, "x")


def seen(house: RuleHouse, attributes: str) -> None:
    user = {"user_id": "ann", "attributes_id": attributes, "valid_from": "2026-01-01"}
    house.give("history.users", [{**user, "directory_id": one} for one in ("d1", "d2")])


def test_directories_are_weighed_once_until_history_is_brought_up_to_date(
    house: RuleHouse,
) -> None:
    settled(house)
    before = weighed(house)
    seen(house, "y")
    assert weighed(house) == before
    stages.forget_weighed(house.warehouse)
    assert weighed(house) != before


def test_a_directory_that_came_to_matter_while_comparing_is_weighed_with_the_rest(
    house: RuleHouse,
) -> None:
    settled(house)
    before = weighed(house)
    house.give("billing.affected", [{**PAIR, "directory_id": "d2"}])
    after = weighed(house)
    stages.forget_weighed(house.warehouse)
    assert before != after == weighed(house)
