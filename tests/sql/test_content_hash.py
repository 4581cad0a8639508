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
AMOUNTS = [{"kind": "person", "section": 1, "days": days} for days in (10, 20)]
FLAT = {"kind": "flat", "section": 2, "days": 31}

Names = list[dict[str, Any]]
Lines = list[tuple[int, int | None, int]]


def content_hash(house: RuleHouse, names: Names, lines: Lines) -> str:
    asked = {"period_start": "2026-03-01", "period_end": "2026-04-01"}
    house.give("billing.asked", [{**KEY, **asked}])
    house.give("reference.customers", [{"customer_id": "c1", "name": "One"}])
    house.give("reference.settings", [{"payment_days": 14}])
    house.give("billing.drafted", [{**KEY, "document_id": "d", "is_turned": False}])
    house.give("billing.draft_taxes", [{**KEY, "document_id": "d", "tax_minor": 0}])
    house.give("billing.line_products", [{**KEY, "product_name": "Office"}])
    amounts = enumerate([*AMOUNTS, FLAT], start=1)
    house.give("billing.amounts", [{**KEY, "amount_no": n, **amount} for n, amount in amounts])
    house.give("billing.line_names", [{**KEY, **name} for name in names])
    charged = ({"amount_no": n, "place": place, "unit": unit} for n, place, unit in lines)
    house.give("billing.charged", [{**KEY, **line} for line in charged])
    house.derive("billing.drafts", {"estate": "v"})
    ((found,),) = house.warehouse.rows("select content_hash from billing.drafts")
    return str(found)


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
