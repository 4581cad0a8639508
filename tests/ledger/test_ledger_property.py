"""Whatever happens in whatever order, the books are right: random months of a provider."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from audit import Books, Key, exact, key_of
from desk_published import differing
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from world import HOMES, World, at, totals

from sql import ledger as books_of
from sql.ledger import Ledger
from sql.warehouse import Warehouse

BEGUN = date(2026, 1, 1)
LAST = date(2026, 5, 1)
Pair = tuple[str, str]  # customer, period
OFTEN = 3  # the plays and steps of `make test`
STEPS = 14


def holdings(directory_id: str) -> st.SearchStrategy[dict[str, str]]:
    users = HOMES[directory_id][1]
    held = st.sampled_from(["m", "d", "md", "n", "mn", ""])
    return st.dictionaries(st.sampled_from(users), held, max_size=3)


@dataclass(slots=True)
class Settled:
    """A settled period: under which version of the estate, as its issue or `correct` said."""

    version: Path
    is_ahead: bool


Change = Callable[[World], None]


def reprice(world: World, price: str) -> None:
    world.tables["price_book"][0]["unit_price"] = price


def exclude(world: World, user: str, first: int, days: int) -> None:
    begin = BEGUN + timedelta(first)
    row = {"match_kind": "user_id", "match_value": user, "reason": "a trainee"}
    world.tables["exclusions"] = [{**row, "valid_from": begin, "valid_to": begin + timedelta(days)}]


def join_people(world: World, is_one: bool) -> None:
    world.tables["people"] = [
        {"person_id": "p", "directory_id": "d1", "user_id": user} for user in "ab" if is_one
    ]


def lend(world: World, is_lent: bool, day: int) -> None:
    row = {"directory_id": "d1", "match_kind": "user_id", "match_value": "c", "reason": "on loan"}
    world.tables["payers"] = [
        {**row, "payer_customer_id": "zeta", "valid_from": BEGUN + timedelta(day)}
        for _ in range(is_lent)
    ]


def map_note(world: World, product: str) -> None:
    world.tables["skus"][2]["product_code"] = product


def time_bills(world: World, customer_id: str, timing: str) -> None:
    world.customer(customer_id)["billing_timing"] = timing


def adjust(world: World, amount: str, day: int) -> None:
    row = {"adjustment_id": "j", "customer_id": "acme", "description": "a word of thanks"}
    world.tables["adjustments"] = [{**row, "day": BEGUN + timedelta(day), "amount": amount}]


def changes() -> st.SearchStrategy[Change]:
    """What somebody writes into the estate."""
    day, said = st.integers(0, 80), st.sampled_from
    return st.one_of(
        _change(reprice, said(["10.00", "11.00", "9.99", "0.01"])),
        _change(exclude, said("abx"), day, st.integers(5, 40)),
        _change(join_people, st.booleans()),
        _change(lend, st.booleans(), day),
        _change(map_note, said(["", "mail", "desk"])),
        _change(time_bills, said(["acme", "zeta"]), said(["arrears", "advance"])),
        _change(adjust, said(["-4.00", "2.50", "-50.00"]), day),
    )


def _change(made: Callable[..., None], *drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Change]:
    return st.tuples(*drawn).map(lambda given: Said(made, given))


@dataclass(frozen=True, slots=True)
class Said:
    """A change and what it was told, so that a play that fails can be read."""

    made: Callable[..., None]
    given: tuple[Any, ...]

    def __call__(self, world: World) -> None:
        self.made(world, *self.given)


class Months(RuleBasedStateMachine):
    """Looks, periods issued, corrections and changes of the estate, in any order."""

    root: Path

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        self.world = World.begin(self.root, date(2026, 2, 1))
        self.books = Books(self.world.clerk.data / "ledger")
        self.settled: dict[Pair, Settled] = {}
        self.before: dict[str, bytes] = {}
        self.moments: set[tuple[str, Any]] = set()
        self.steps = 0

    # ---------------------------------------------------------------- what happens

    @initialize(
        is_next=st.booleans(),
        is_approved=st.booleans(),
        first=holdings("d1"),
        second=holdings("d2"),
    )
    def begin(
        self, is_next: bool, is_approved: bool, first: dict[str, str], second: dict[str, str]
    ) -> None:
        self.world.settings["correction"] = '"next_invoice"' if is_next else '"credit_note"'
        self.world.settings["approval"] = str(is_approved).lower()
        self.world.write()
        self._look("d1", 0, first or {"a": "m"})
        self._look("d2", 0, second or {"x": "m"})
        self._issue("2026-01")

    @rule(data=st.data(), directory_id=st.sampled_from(sorted(HOMES)))
    def look(self, data: st.DataObject, directory_id: str) -> None:
        """On any day so far: today, or a batch that comes late."""
        days = (self.world.clerk.today - BEGUN).days
        shown = data.draw(holdings(directory_id))
        self._look(directory_id, data.draw(st.integers(1, days)), shown)

    @precondition(lambda self: self.world.clerk.today < LAST)
    @rule(late=st.sampled_from([0, 0, 3, 12]), first=holdings("d1"), second=holdings("d2"))
    def month_passes(self, late: int, first: dict[str, str], second: dict[str, str]) -> None:
        """A look at each directory on its last day; then what is over, or begins, is issued."""
        clerk = self.world.clerk
        begin = (clerk.today.replace(day=1) + timedelta(31)).replace(day=1)
        clerk.today = begin + timedelta(late)
        for directory_id, shown in (("d1", first), ("d2", second)):
            self._look(directory_id, (begin - BEGUN).days - 1, shown or {"a": "m"})
        self._issue(f"{begin - timedelta(1):%Y-%m}")
        self._issue(f"{begin:%Y-%m}")

    @rule(data=st.data(), is_decided=st.booleans())
    def release(self, data: st.DataObject, is_decided: bool) -> None:
        held = self.world.clerk.rows(
            "select directory_id, observed_at from landing.statuses where status = 'held' "
            "order by all"
        )
        if held:
            directory_id, observed_at = data.draw(st.sampled_from(held))
            decision = "accept" if is_decided else "discard"
            self.world.tell(("release", directory_id, observed_at, decision))

    @rule(
        directory_id=st.sampled_from(sorted(HOMES)),
        first=st.integers(2, 60),
        days=st.integers(1, 9),
    )
    def cover(self, directory_id: str, first: int, days: int) -> None:
        begin = BEGUN + timedelta(first)
        self.world.tell(("cover", directory_id, begin, begin + timedelta(days), "empty"))

    @rule(change=changes())
    def estate_changes(self, change: Change) -> None:
        change(self.world)
        self.world.write()

    @rule()
    def warehouse_is_lost(self) -> None:
        self.world.clerk.forget()

    @rule(month=st.integers(1, 5))
    def bill(self, month: int) -> None:
        self.world.clerk.bill(f"2026-{month:02}")

    @rule(month=st.integers(1, 5))
    def issue(self, month: int) -> None:
        self._issue(f"2026-{month:02}")

    @rule(month=st.integers(1, 5), lost=st.integers(1, 3))
    def issue_dies_midway(self, month: int, lost: int) -> None:
        """Its last documents were not written yet, nor what follows them; the next run is whole."""
        period = f"2026-{month:02}"
        decided = set((self.world.clerk.data / "decisions").iterdir())
        self._issue(period)
        written = self.books.files()
        new = sorted(set(written) - set(self.before))[-lost:]
        for name in new:
            (self.books.folder / name).unlink()
        for path in set((self.world.clerk.data / "decisions").iterdir()) - decided:
            if path.name.endswith("-settlement.json"):
                path.unlink()
        self.world.clerk.forget()
        self._approve(period)
        self.world.clerk.issue(period)
        assert self.books.files() == written

    @rule(is_now=st.booleans())
    def correct(self, is_now: bool) -> None:
        """All settled periods are corrected, and the corrections issued."""
        self._correct(is_now)

    # ---------------------------------------------------------------- how

    def _look(self, directory_id: str, day: int, shown: dict[str, str]) -> None:
        moment = next(
            found
            for hour in range(24)
            if (directory_id, found := at(BEGUN + timedelta(day), hour)) not in self.moments
        )
        self.moments.add((directory_id, moment))
        self.world.look(directory_id, moment, shown)

    def _approve(self, period: str) -> None:
        if self.world.settings["approval"] == "true":
            self.world.clerk.bill(period)
            self.world.clerk.approve(period)

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
    asked = request.config.getoption("--plays", 0) or 0
    Months.root = tmp_path / "play"
    run_state_machine_as_test(
        Months,
        settings=settings(
            max_examples=asked or OFTEN,
            stateful_step_count=30 if asked else STEPS,
            deadline=None,
            derandomize=not asked,
            # Shrinking plays for many minutes: it is for who looks for a fault.
            phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if asked else [])],
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
