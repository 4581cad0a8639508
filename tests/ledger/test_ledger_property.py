"""Whatever happens in whatever order, the books are right: random months of a provider."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from audit import Key, exact, key_of
from desk_published import differing
from hypothesis.stateful import invariant
from months import Months, play
from world import totals

from sql import ledger as books_of
from sql.ledger import Ledger
from sql.warehouse import Warehouse

Pair = tuple[str, str]  # customer, period
OFTEN = 3  # the plays and steps of `make test`
STEPS = 14


@dataclass(slots=True)
class Settled:
    """A settled period: under which version of the estate, as its issue or `correct` said."""

    version: Path
    is_ahead: bool


class Audited(Months):
    """After each issue and correction the books are held against the oracle."""

    def __init__(self) -> None:
        super().__init__()
        self.settled: dict[Pair, Settled] = {}
        self.before: dict[str, bytes] = {}
        self.steps = 0

    @property
    def _is_next(self) -> bool:
        return self.world.settings["correction"] == '"next_invoice"'

    def _issue(self, period: str) -> None:
        """The period's drafts become documents, with the corrections that join them."""
        self._approve(period)
        known = self.books.files()
        due_before = self.books.last_due()
        told = self.world.clerk.issue(period)
        assert told == []
        self._check_tables()
        new = {c for c, p in self._settlements() if p == period} - {
            c for c, p in self.settled if p == period
        }
        for customer_id in new:
            row = self.world.customer(customer_id)
            is_ahead = row["billing_timing"] == "advance"
            self.settled[customer_id, period] = Settled(self.world.version, is_ahead)
        for (customer_id, other), settled in self.settled.items():
            if customer_id in new and other < period and (self._is_next or settled.is_ahead):
                self._check_due((customer_id, other))
        for customer_id in new:
            self._check_due((customer_id, period))
        self._check_lines(known, due_before)

    def _correct(self, is_now: bool) -> None:
        clerk, periods = self.world.clerk, sorted({period for _, period in self.settled})
        known, due_before = self.books.files(), self.books.last_due()
        clerk.correct(*periods, is_now=is_now)
        drafted = clerk.rows(
            "select customer_id, period from billing.drafts where is_settled order by all"
        )
        if self.world.settings["approval"] == "true":
            clerk.approve(*periods)
        for period in periods:
            assert clerk.issue(period) == []
        self._check_tables()
        if is_now:
            for pair in drafted:
                self.settled[pair].version = self.world.version
        if is_now or not self._is_next:
            for pair in self.settled:
                self._check_due(pair, self.world.version if is_now else None)
        self._check_lines(known, due_before)
        clerk.correct(*periods, is_now=is_now)
        assert not clerk.rows("from billing.drafts where is_settled")

    # ---------------------------------------------------------------- what must hold

    def _settlements(self) -> set[Pair]:
        return set(
            self.world.clerk.rows("select customer_id, period from ledger.settlements")  # type: ignore[arg-type]
        )

    def _check_tables(self) -> None:
        with self.world.clerk.work() as work:
            assert books_of.faults(work.house, Ledger(self.books.folder)) == []

    def _check_due(self, pair: Pair, version: Path | None = None) -> None:
        """What was invoiced for each group of a settled period is its exact due, rounded."""
        due = self.world.due(version or self.settled[pair].version, *pair)
        if due is None:
            return
        right, mine = totals(due), self.books.invoiced()
        groups = {group for group in (*right, *mine) if group[:2] == pair}
        assert {g: mine.get(g, 0) for g in groups} == {g: right.get(g, 0) for g in groups}

    def _check_lines(self, known: dict[str, bytes], before: dict[Key, Fraction]) -> None:
        """A later line for a key is there because its exact due changed."""
        entries = self.books.entries()[len(known) :]
        for entry in entries:
            for line in entry["lines"]:
                key = key_of(entry, line)
                assert exact(line) != before.get(key, Fraction(0)), (entry["number"], key)
                before[key] = exact(line)

    @invariant()
    def the_books_are_in_order(self) -> None:
        files = self.books.files()
        assert {name: files.get(name) for name in self.before} == self.before
        self.before = files
        self.books.check()
        assert all(cents >= 0 for cents in self.books.invoiced().values())

    @invariant()
    def what_is_published_is_what_there_is(self) -> None:
        """Of what changed alone, in a step or in a few, the file has every row it would have if
        written anew."""
        clerk = self.world.clerk
        self.steps += 1
        if self.steps % 3:
            return
        clerk.publish()
        house = Warehouse(clerk.connection, clerk.data)
        assert differing(house, clerk.data / "finance.duckdb") == []


def test_the_books_are_right_whatever_happens(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    play(Audited, tmp_path, request, often=OFTEN, steps=STEPS)
