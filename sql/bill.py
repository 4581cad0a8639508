"""The tables of billing in data order, and how a run brings them up to date: what needs nothing of
each other at the same time, and what can have no rows not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from sql import query
from sql.warehouse import Warehouse

Names = tuple[str, ...]
ASKED: Names = ("bills", "asked", "periods", "rates", "priced_days", "sku_products")
RULED: Names = ("matches",)
HELD: Names = (
    "shown_days",
    "called",
    "accounts",
    "held_days",
    "joined",
    "person_days",
    "patterns",
)
PRICED: Names = (
    "day_places",
    "unassigned_days",
    "dues",
    "amounts",
    "charged",
    "line_products",
    "costs",
)
NAMED: Names = ("line_names", "billable_days", "affected", "blockers")
DRAFTED: Names = (
    "charges",
    "differences",
    "reasons",
    "drafted",
    "draft_lines",
    "correction_lines",
    "draft_taxes",
    "drafts",
)
LOST: Names = ("leakage", "excluded_days")
# Step by step; the two rows of a step at the same time, for neither needs anything of the other.
STEPS: tuple[tuple[Names, Names], ...] = (
    (ASKED, RULED),
    (HELD, ()),
    (PRICED, NAMED),
    (DRAFTED, LOST),
)
TABLES: Names = tuple(name for rows in STEPS for row in rows for name in row)
# Tables that have rows only where something of what was asked for is so. Where it is not they are
# not computed: to plan a statement takes as long as to run it over a few customers.
SETTLED = "select 1 from billing.asked as a where a.is_settled"
OTHERS = "select 1 from billing.asked as a where not a.is_settled"
DIFFERING = (
    "select 1 from billing.differences as d "
    "inner join billing.asked as a on d.customer_id = a.customer_id"
)
ONLY_WHERE: Mapping[str, str] = {
    "joined": "select 1 from billing.accounts where is_listed",
    "day_places": "select 1 from billing.rates where model <> 'standard' or minimum_quantity > 0",
    "unassigned_days": "select 1 from billing.rates where unassigned = 'bill'",
    "differences": SETTLED,
    "reasons": f"{DIFFERING} where a.is_settled",
    "drafted": OTHERS,
    "correction_lines": DIFFERING,
    "draft_taxes": f"{OTHERS} union all {DIFFERING}",
    "drafts": f"{OTHERS} union all {DIFFERING}",
}


def bring(house: Warehouse, given: Mapping[str, Any]) -> None:
    """Computes all tables for what a run was asked for.

    What a statement writes, hashes or sorts, and much of what little takes, keeps one core busy;
    in a transaction, another connection would not see what was written.
    """
    if house.is_undone:
        _bring_all(house, [name for row, other in STEPS for name in (*other, *row)], given)
        return
    with ExitStack() as stack, ThreadPoolExecutor(1) as lane:
        beside = lane.submit(stack.enter_context, house.beside())
        for row, other in STEPS:
            begun = lane.submit(_bring_beside, beside, other, given)
            _bring_all(house, row, given)
            begun.result()


def _bring_beside(beside: Future[Warehouse], names: Names, given: Mapping[str, Any]) -> None:
    _bring_all(beside.result(), names, given)


def _bring_all(house: Warehouse, names: Sequence[str], given: Mapping[str, Any]) -> None:
    for name in names:
        if name == "draft_taxes" and _is_so(house, OTHERS) and _is_so(house, DIFFERING):
            house.execute(query.text("billing/turned.sql"))
        _bring(house, name, given)


def _bring(house: Warehouse, name: str, given: Mapping[str, Any]) -> None:
    """Computes a table, or leaves it without rows of what was asked for where it can have none."""
    is_idle = name in ONLY_WHERE and not _is_so(house, ONLY_WHERE[name])
    (house.clear if is_idle else house.build)(query.load("billing", name), given)


def _is_so(house: Warehouse, question: str) -> bool:
    return bool(house.rows(f"{question} limit 1"))
