"""A draft is billed again as known at its moment byte for byte, whatever has happened since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from months import Months, play

OFTEN = 3  # the plays and steps of `make test`
STEPS = 12
TABLES = ("periods", "charges", "billable_days", "excluded_days", "blockers", "leakage")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a bill of a period made for each customer: its files, and its rows in finance."""

    period: str
    billed_at: datetime
    files: Mapping[str, Mapping[str, bytes]] = field(repr=False)
    rows: Mapping[str, set[str]] = field(repr=False)


class Remembered(Months):
    """Drafts are remembered as they were when a period was billed, and billed again at any time
    with what was known then. Nothing happens at that same moment any more."""

    def __init__(self) -> None:
        super().__init__()
        self.world.formats = ("csv", "html", "json")
        self.world.write()
        self.drafts: list[Draft] = []

    @rule(month=st.integers(1, 5))
    def draft(self, month: int) -> None:
        self._close(f"2026-{month:02}")

    def _close(self, period: str) -> None:
        """Billed and left as a draft; another rule issues it, sooner or later."""
        clerk = self.world.clerk
        clerk.bill(period)
        self.drafts.append(self._standing(period, clerk.now))
        clerk.minutes += 1

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def bill_as_known_then(self, data: st.DataObject) -> None:
        self._recall(data.draw(st.sampled_from(self.drafts)))

    def _recall(self, draft: Draft) -> None:
        """What is settled by now keeps what was issued; all else is as it was."""
        self.world.clerk.bill(draft.period, as_of=draft.billed_at)
        again = self._standing(draft.period, draft.billed_at)
        settled = self._settled(draft.period)
        for was, made in ((draft.files, again.files), (draft.rows, again.rows)):
            assert _but(made, settled) == _but(was, settled), draft.billed_at

    def _settled(self, period: str) -> set[str]:
        rows = self.world.clerk.known("select customer_id, period from ledger.settlements")
        return {customer_id for customer_id, settled in rows if settled == period}

    def _standing(self, period: str, billed_at: datetime) -> Draft:
        folder = self.world.clerk.data / "documents" / period
        files: dict[str, dict[str, bytes]] = {}
        for path in sorted(folder.glob("*/draft-*")):
            files.setdefault(path.parent.name, {})[path.name] = path.read_bytes()
        rows: dict[str, set[str]] = {}
        for name, found in self._published(period):
            rows.setdefault(found["customer_id"], set()).add(f"{name}: {found}")
        return Draft(period, billed_at, files, rows)

    def _published(self, period: str) -> list[tuple[str, dict[str, Any]]]:
        """Rows that finance has of the period, of documents those of drafts."""
        clerk = self.world.clerk
        found = [(name, row) for name in TABLES for row in clerk.shown(name)]
        drafts = [row for row in clerk.shown("documents") if row["number"] is None]
        of = {row["document_id"]: row for row in drafts if row["period"] == period}
        found += [("documents", row) for row in drafts]
        for name in ("lines", "document_taxes"):
            rows = [row for row in clerk.shown(name) if row["document_id"] in of]
            found += [(name, {**of[row["document_id"]], **row, "period": period}) for row in rows]
        return [(name, row) for name, row in found if row["period"] == period]


def _but(found: Mapping[str, Any], settled: set[str]) -> dict[str, Any]:
    return {customer_id: what for customer_id, what in found.items() if customer_id not in settled}


def test_a_draft_comes_back_as_it_was_whatever_happens(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    play(Remembered, tmp_path, request, often=OFTEN, steps=STEPS)
