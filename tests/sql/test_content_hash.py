"""What tells two drafts apart: all that a customer reads of them, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from rule_house import RuleHouse

KEY = {"period": "2026-03", "customer_id": "c1"}
ANN = {"person_id": "d1/ann", "display_name": "Ann", "department": "Ops", "place": 1}
BOB = {"person_id": "d1/bob", "display_name": "Bob", "department": "Ops", "place": 2}
# Two persons of one amount each, the second of whom was handed a minor unit; and a flat fee.
LINES = [(1, 1, 0), (2, 2, 1), (3, None, 0)]
Names = list[dict[str, Any]]
Lines = list[tuple[int, int | None, int]]


def charged(lines: Lines) -> list[dict[str, Any]]:
    return [{"amount_no": n, "place": place, "unit": unit} for n, place, unit in lines]


ROWS: dict[str, list[dict[str, Any]]] = {
    "billing.asked": [
        {"is_settled": False, "period_start": "2026-03-01", "period_end": "2026-04-01"}
    ],
    "reference.customers": [{"line": 2, "customer_id": "c1", "name": "One"}],
    "reference.settings": [{"payment_days": 14}],
    "billing.amounts": [
        {"amount_no": 1, "kind": "person", "section": 1, "days": 10, "amount_minor": 100},
        {"amount_no": 2, "kind": "person", "section": 1, "days": 20, "amount_minor": 200},
        {"amount_no": 3, "kind": "flat", "section": 2, "days": 31, "amount_minor": 300},
    ],
    "billing.charged": charged(LINES),
    "billing.names": [ANN, BOB],
    "billing.line_products": [{"product_name": "Office", "tax_category": "S", "tax_rate": 19}],
    "billing.drafted": [{"document_id": "d", "lines": 3, "net_minor": 601, "is_turned": False}],
}


def of_rows(house: RuleHouse, rows: dict[str, list[dict[str, Any]]]) -> str:
    """The hash of a draft of these rows, and of the usual ones where none are said."""
    for table, given in {**ROWS, **rows}.items():
        keyed = KEY if table.startswith("billing.") else {}
        house.give(table, [{**keyed, **row} for row in given])
    for table in ("digests", "draft_taxes", "drafts"):
        house.derive(f"billing.{table}", {"estate": "v"})
    ((found,),) = house.warehouse.rows("select content_hash from billing.drafts")
    return str(found)


def content_hash(house: RuleHouse, names: Names, lines: Lines) -> str:
    return of_rows(house, {"billing.names": names, "billing.charged": charged(lines)})


@pytest.mark.parametrize(
    ("table", "changed", "is_other"),
    [
        ("reference.customers", {"name": "Two"}, True),
        ("reference.customers", {"line": 9}, False),
        ("reference.settings", {"payment_days": 30}, True),
        ("billing.amounts", {"description": "goodwill"}, True),
        ("billing.amounts", {"amount_minor": 101}, True),
        ("billing.amounts", {"mask": 7}, False),
        ("billing.charged", {"unit": 1}, True),
        ("billing.line_products", {"product_name": "Two"}, True),
        ("billing.line_products", {"tax_rate": 7}, True),
        ("billing.names", {"display_name": "Bob"}, True),
        ("billing.drafted", {"is_turned": True}, True),
    ],
)
def test_a_draft_is_another_when_its_customer_would_read_another(
    house: RuleHouse, table: str, changed: dict[str, Any], is_other: bool
) -> None:
    first, *others = ROWS[table]
    before = of_rows(house, {})
    assert of_rows(house, {}) == before
    assert (of_rows(house, {table: [{**first, **changed}, *others]}) != before) == is_other


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        pytest.param([{**ANN, "place": 7}, {**BOB, "place": 9}], [(1, 7, 0), (2, 9, 1)], id="gaps"),
        pytest.param([BOB, ANN], [(2, 2, 1), (1, 1, 0)], id="the order that rows come in"),
        pytest.param(
            [ANN, {"person_id": "d1/eve", "place": 2}, {**BOB, "place": 3}],
            [(1, 1, 0), (2, 3, 1)],
            id="who is charged nothing",
        ),
    ],
)
def test_a_draft_is_the_same_however_its_persons_are_numbered(
    house: RuleHouse, names: Names, lines: Lines
) -> None:
    same = content_hash(house, names, [*lines, (3, None, 0)])
    assert same == content_hash(house, [ANN, BOB], LINES)


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        pytest.param([ANN, BOB], [(1, 2, 0), (2, 1, 1), (3, None, 0)], id="whose amount it is"),
        pytest.param([ANN, BOB], [(1, 1, 1), (2, 2, 0), (3, None, 0)], id="who was handed a unit"),
        pytest.param([ANN, BOB], [(1, 1, 0), (2, 2, 0), (3, None, 1)], id="that nobody was"),
        pytest.param([ANN, BOB], [(1, 1, 0), (2, 2, 1)], id="a line that is no person's"),
        pytest.param([ANN, BOB], [*LINES, (1, 2, 0)], id="one more line"),
        pytest.param(
            [{**ANN, "place": 2}, {**BOB, "place": 1}],
            [(1, 2, 0), (2, 1, 1), (3, None, 0)],
            id="who comes first",
        ),
    ],
)
def test_a_draft_is_another_with_other_lines(house: RuleHouse, names: Names, lines: Lines) -> None:
    assert content_hash(house, names, lines) != content_hash(house, [ANN, BOB], LINES)


@pytest.mark.parametrize("between", ["", chr(31), "\n", '","', '"],["', "\\", ","])
def test_no_name_passes_for_two(house: RuleHouse, between: str) -> None:
    """Text that goes from the end of one field to the beginning of the next is read elsewhere."""
    first = {**ANN, "display_name": f"Ann{between}Ops", "department": "Bob"}
    second = {**ANN, "display_name": "Ann", "department": f"Ops{between}Bob"}
    found = {content_hash(house, [name, BOB], LINES) for name in (ANN, first, second)}
    assert len(found) == 3
