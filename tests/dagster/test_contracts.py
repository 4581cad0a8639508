"""What Great Expectations finds where a table breaks its contract, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assets import expectations
from assets.expectations import Failure, Findings
from sql import query
from sql.query import Contract, Expectation, Query
from sql.warehouse import Warehouse, opened

KINDS = Expectation(
    "expect_column_values_to_be_in_set", {"column": "kind", "value_set": ["flat", "user"]}, None
)
DAYS = Expectation(
    "expect_column_values_to_be_between", {"column": "days", "min_value": 1, "max_value": 31}, None
)
NO_TURN = Expectation(
    "expect_table_row_count_to_equal",
    {"value": 0},
    "select s.id, s.part from billing.spans as s where s.to_day <= s.from_day",
)
TWO_PARTS = Expectation(
    "expect_table_row_count_to_equal", {"value": 2}, "select distinct part from billing.spans"
)
CONTRACT = Contract("one span", ("id", "part"), {}, "replace", (KINDS, DAYS, NO_TURN, TWO_PARTS))
SPANS = Query("billing", "spans", "", CONTRACT)
PLAIN = Query("billing", "plain", "", Contract("one number", ("id",), {}))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Warehouse]:
    with opened(tmp_path) as made:
        made.execute("create table billing.plain as select 1 as id")
        yield made


def spans(house: Warehouse, *rows: str) -> None:
    house.execute(
        "create or replace table billing.spans as select * from (values "
        + ", ".join(rows)
        + ") as t (id, part, kind, days, from_day, to_day)"
    )


def test_a_table_that_keeps_its_contract_has_no_failure(house: Warehouse) -> None:
    spans(house, "('a', 1, 'flat', 3, 1, 4)", "('a', 2, 'user', 31, 1, 32)")
    found = expectations.judge(house, [SPANS, PLAIN])
    assert found == {"billing.spans": Findings(2, 5, ()), "billing.plain": Findings(1, 1, ())}


def test_each_expectation_that_does_not_hold_is_named_with_its_rows(house: Warehouse) -> None:
    spans(
        house,
        "('a', 1, 'flat', 3, 1, 4)",
        "('a', 1, 'flat', 0, 4, 4)",
        "('b', 2, 'gift', 32, 9, 4)",
        "('c', 3, 'user', 32, 1, 4)",
    )
    found = expectations.judge(house, [PLAIN, SPANS])
    assert found["billing.plain"].failures == ()
    spanned = {
        (one.name, one.count, frozenset(one.samples)) for one in found["billing.spans"].failures
    }
    assert spanned == {
        ("expect_table_row_count_to_equal", 1, frozenset({"a, 1"})),
        ("expect_column_values_to_be_in_set", 1, frozenset({"gift"})),
        ("expect_column_values_to_be_between", 2, frozenset({"0", "32"})),
        ("expect_table_row_count_to_equal", 2, frozenset({"a, 1", "b, 2"})),
        ("expect_table_row_count_to_equal", 3, frozenset({"1", "2", "3"})),
    }


def test_failures_of_one_table_are_not_told_of_another(house: Warehouse) -> None:
    spans(house, "('a', 1, 'flat', 3, 1, 4)", "('b', 2, 'flat', 3, 1, 4)")
    house.execute("insert into billing.plain values (1)")
    found = expectations.judge(house, [SPANS, PLAIN])
    assert found["billing.spans"].failures == ()
    assert found["billing.plain"] == Findings(
        2, 1, (Failure("expect_table_row_count_to_equal", 1, ["1"]),)
    )


def test_a_table_without_rows_has_nothing_to_judge(house: Warehouse) -> None:
    house.execute("delete from billing.plain")
    assert expectations.judge(house, [PLAIN]) == {"billing.plain": Findings(0, 0, ())}


def test_a_view_is_not_judged_where_what_it_shows_ended_with_another_run(house: Warehouse) -> None:
    accounts, due_keys = (query.load("billing", name) for name in ("accounts", "due_keys"))
    house.execute("create table billing.called as select 1 as place")
    house.execute("create view billing.accounts as from billing.called")
    house.execute("create view billing.due_keys as from billing.accounts")
    house.execute("drop table billing.called")
    nothing = Findings(0, 0, ())
    assert expectations.judge(house, [accounts, due_keys]) == {
        "billing.accounts": nothing,
        "billing.due_keys": nothing,
    }


def test_no_more_than_twenty_samples_are_kept(house: Warehouse) -> None:
    spans(
        house, *(f"('s{n:02}', 1, 'flat', 3, 9, 4)" for n in range(30)), "('z', 2, 'flat', 3, 1, 4)"
    )
    (failure,) = expectations.judge(house, [SPANS])["billing.spans"].failures
    assert (failure.count, len(failure.samples)) == (30, 20)


def test_an_expectation_that_cannot_be_judged_is_no_failure_but_an_error(house: Warehouse) -> None:
    look = "select id from billing.plain"
    asked = Expectation("expect_column_values_to_be_in_set", KINDS.arguments, look)
    strange = Query("billing", "plain", "", Contract("one", ("id",), {}, "replace", (asked,)))
    with pytest.raises(expectations.Unjudged):
        expectations.judge(house, [strange])
