"""The tables of billing in data order, and how a run brings them up to date: as soon as what they
read stands, two at a time, and what can have no rows not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Condition
from typing import Any

from sql import query
from sql.query import Query
from sql.warehouse import Warehouse

# Of those that could be next the first is taken: what lines are made of, then what differs or is
# drafted, which each follow one another, before what is done beside them.
TABLES = (
    "bills",
    "asked",
    "shown_days",
    "called",
    "accounts",
    "priced_days",
    "held_days",
    "joined",
    "person_days",
    "patterns",
    "rates",
    "day_places",
    "unassigned_days",
    "unit_dues",
    "dues",
    "due_keys",
    "amounts",
    "charged",
    "affected",
    "early_blockers",
    "blockers",
    "line_names",
    "names",
    "charges",
    "differences",
    "reasons",
    "line_products",
    "drafted",
    "draft_lines",
    "correction_lines",
    "digests",
    "draft_taxes",
    "drafts",
    "periods",
    "costs",
    "excluded_days",
    "leakage",
    "billable_days",
)
# What nobody waits for, and is long, begins when what blocks a period can begin as well: that comes
# first then, and what is drafted does not wait for both.
AFTER: Mapping[str, frozenset[str]] = {
    "excluded_days": frozenset({"patterns"}),
    "leakage": frozenset({"patterns"}),
}
# Tables that have rows only where something of what was asked for is so. Where it is not they are
# not computed: to plan a statement takes as long as to run it over a few customers.
SETTLED = "select 1 from billing.asked as a where a.is_settled"
OTHERS = "select 1 from billing.asked as a where not a.is_settled"
PLACED = "select 1 from billing.rates where model <> 'standard' or minimum_quantity > 0"
UNASSIGNED = "select 1 from billing.rates where unassigned = 'bill'"
COUNTED = (
    "select 1 from reference.quantities as q "
    "inner join billing.asked as a on q.customer_id = a.customer_id"
)
DIFFERING = (
    "select 1 from billing.differences as d "
    "inner join billing.asked as a on d.customer_id = a.customer_id"
)
ONLY_WHERE: Mapping[str, tuple[str, ...]] = {
    "joined": ("select 1 from billing.accounts where listed_person_id is not null",),
    "day_places": (PLACED,),
    "unassigned_days": (UNASSIGNED,),
    "unit_dues": (PLACED, UNASSIGNED, COUNTED),
    "differences": (SETTLED,),
    "reasons": (f"{DIFFERING} where a.is_settled",),
    "drafted": (OTHERS,),
    "digests": (OTHERS,),
    "correction_lines": (DIFFERING,),
    "draft_taxes": (OTHERS, DIFFERING),
    "drafts": (OTHERS, DIFFERING),
}


def bring(house: Warehouse, given: Mapping[str, Any], names: Sequence[str]) -> None:
    """Computes tables, and all that they need, for what a run was asked for.

    Two at a time: what a statement plans, writes, hashes or sorts keeps one core busy. One by one
    in a transaction, for another connection would not see what it wrote.
    """
    waiting = Waiting(names)
    if house.is_undone:
        waiting.work(house, given)
        return
    with house.beside() as beside, ThreadPoolExecutor(1) as lane:
        other = lane.submit(waiting.work, beside, given)
        waiting.work(house, given)
        other.result()


class Waiting:
    """Tables that nobody computes yet; workers take from it what needs nothing that is missing."""

    def __init__(self, names: Sequence[str]) -> None:
        self.missing = set(names)
        for name in reversed(TABLES):
            if name in self.missing:
                self.missing |= needs(name)
        self.names = [name for name in TABLES if name in self.missing]
        self.answers: dict[str, bool] = {}
        self.changed = Condition()

    def work(self, house: Warehouse, given: Mapping[str, Any]) -> None:
        """Brings tables until none waits; where one fails, nobody begins another."""
        try:
            while name := self._next():
                self._bring(house, name, given)
                with self.changed:
                    self.missing.discard(name)
                    self.changed.notify_all()
        finally:
            with self.changed:
                self.names.clear()
                self.changed.notify_all()

    def _next(self) -> str | None:
        with self.changed:
            while self.names:
                ready = (name for name in self.names if not needs(name) & self.missing)
                if name := next(ready, None):
                    self.names.remove(name)
                    return name
                self.changed.wait()
        return None

    def _bring(self, house: Warehouse, name: str, given: Mapping[str, Any]) -> None:
        """Computes a table, or leaves it without rows of what was asked for where it can have
        none."""
        if name == "draft_taxes" and self._is_so(house, OTHERS) and self._is_so(house, DIFFERING):
            house.execute(query.text("billing/turned.sql"))
        asked = ONLY_WHERE.get(name, ())
        is_idle = bool(asked) and not any(self._is_so(house, question) for question in asked)
        (house.clear if is_idle else house.build)(query.load("billing", name), given)

    def _is_so(self, house: Warehouse, question: str) -> bool:
        """Asked once: what a question reads stands before anybody asks it."""
        if question not in self.answers:
            self.answers[question] = bool(house.rows(f"{question} limit 1"))
        return self.answers[question]


@cache
def needs(name: str) -> frozenset[str]:
    """The tables of billing that one reads, is asked of, or is cleared by."""
    made = query.load("billing", name)
    asked = (Query("billing", name, text, made.contract) for text in ONLY_WHERE.get(name, ()))
    read = {*made.upstreams(), *(table for question in asked for table in question.upstreams())}
    found = {table.removeprefix("billing.") for table in read if table.startswith("billing.")}
    found |= {"asked"} if made.is_by_period else set()
    return frozenset(found | AFTER.get(name, frozenset())) - {name}
