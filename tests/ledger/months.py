"""Random months of a provider: what may happen, in any order, and how a test plays it."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from audit import Books
from estate_changes import BEGUN, Change, changes, holdings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from world import HOMES, World, at

LAST = date(2026, 5, 1)


class Months(RuleBasedStateMachine):
    """Looks, periods issued, corrections and changes of the estate, in any order. Who plays it says
    what must hold of an issue and of a correction."""

    root: Path

    def __init__(self) -> None:
        super().__init__()
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        self.world = World.begin(self.root, date(2026, 2, 1))
        self.books = Books(self.world.clerk.data / "ledger")
        self.moments: set[tuple[str, Any]] = set()

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
        """A look at each directory on its last day; then what is over, or begins, is closed."""
        clerk = self.world.clerk
        begin = (clerk.today.replace(day=1) + timedelta(31)).replace(day=1)
        clerk.today = begin + timedelta(late)
        for directory_id, shown in (("d1", first), ("d2", second)):
            self._look(directory_id, (begin - BEGUN).days - 1, shown or {"a": "m"})
        self._close(f"{begin - timedelta(1):%Y-%m}")
        self._close(f"{begin:%Y-%m}")

    @rule(data=st.data(), is_decided=st.booleans())
    def release(self, data: st.DataObject, is_decided: bool) -> None:
        held = self.world.clerk.known(
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
        """Of the days that are not to come, if any."""
        begin = BEGUN + timedelta(first)
        end = min(begin + timedelta(days), self.world.clerk.today + timedelta(1))
        if begin < end:
            self.world.tell(("cover", directory_id, begin, end, "empty"))

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
        issued = set(self.books.files())
        decided = set((self.world.clerk.data / "decisions").iterdir())
        self._issue(period)
        written = self.books.files()
        new = sorted(set(written) - issued)[-lost:]
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

    def _close(self, period: str) -> None:
        self._issue(period)

    def _issue(self, period: str) -> None:
        """The period's drafts become documents, with the corrections that join them."""
        self._approve(period)
        assert self.world.clerk.issue(period) == []

    def _correct(self, is_now: bool) -> None:
        """What was settled differs by, of every period so far."""
        clerk = self.world.clerk
        settled = clerk.known("select distinct period from ledger.settlements order by period")
        periods = [period for (period,) in settled]
        clerk.correct(*periods, is_now=is_now)
        if self.world.settings["approval"] == "true":
            clerk.approve(*periods)
        for period in periods:
            # Beside what was corrected, drafts may stand that nobody was asked to approve.
            assert all("is not approved" in said for said in clerk.issue(period))


def play(
    machine: type[Months], root: Path, request: pytest.FixtureRequest, *, often: int, steps: int
) -> None:
    """Plays `often` plays, always the same, or as many new ones as --plays asks for."""
    asked = request.config.getoption("--plays", 0) or 0
    machine.root = root / "play"
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=asked or often,
            stateful_step_count=30 if asked else steps,
            deadline=None,
            derandomize=not asked,
            # Shrinking plays for many minutes: it is for who looks for a fault.
            phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if asked else [])],
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
