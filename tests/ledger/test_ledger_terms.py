"""Terms that change between periods: no day is billed twice, and none is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from audit import Books
from world import World, at

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """acme's a and zeta's x hold mail since the first of January, seen on the first of February."""
    world = World.begin(tmp_path, FEBRUARY)
    world.customer("zeta")["billing_timing"] = "arrears"
    world.write()
    for directory_id, user in (("d1", "a"), ("d2", "x")):
        for day in (JANUARY, FEBRUARY):
            world.look(directory_id, at(day, 9), {user: "m"})
    return world


def books(world: World) -> Books:
    """The ledger, whose chain, numbers and sums hold."""
    found = Books(world.clerk.data / "ledger")
    found.check()
    return found


def numbered(world: World) -> list[tuple[str, str, int]]:
    """Number, period and net of each document, below zero for a credit note."""
    signs = {"invoice": 1, "credit_note": -1}
    return [
        (entry["number"], entry["period"], signs[entry["kind"]] * entry["net_minor"])
        for entry in books(world).entries()
    ]


def test_a_re_rating_that_was_asked_for_does_not_wait_for_the_next_invoice(world: World) -> None:
    """The next invoice takes up what settled periods differ by under the version they keep."""
    world.settings["correction"] = '"next_invoice"'
    world.write()
    world.clerk.issue("2026-01")
    world.tables["price_book"][0]["unit_price"] = "11.00"
    world.write()
    world.clerk.correct("2026-01")
    assert world.clerk.shown("documents")[-1]["status"] == "issued"
    world.clerk.correct("2026-01", is_now=True)
    world.clerk.issue("2026-01")
    assert numbered(world)[2:] == [
        ("INV-2026-000003", "2026-01", 100),
        ("INV-2026-000004", "2026-01", 100),
    ]


def test_a_re_rating_of_one_period_outlives_the_issue_of_another(world: World) -> None:
    world.settings["correction"] = '"next_invoice"'
    world.write()
    world.clerk.today = date(2026, 3, 1)
    world.clerk.issue("2026-01")
    world.clerk.issue("2026-02")
    world.tables["price_book"][0]["unit_price"] = "11.00"
    world.write()
    world.clerk.correct("2026-01", "2026-02", is_now=True)
    for period in ("2026-02", "2026-01"):
        world.clerk.issue(period)
    assert [period for _, period, net in numbered(world)[4:]] == ["2026-02"] * 2 + ["2026-01"] * 2


def test_the_file_of_a_correction_goes_when_the_next_invoice_takes_it_up(world: World) -> None:
    world.customer("acme")["billing_timing"] = "advance"
    world.write()
    world.clerk.issue("2026-01")
    world.look("d1", at(date(2026, 1, 20), 9), {"a": ""})
    world.clerk.correct("2026-01")
    folder = world.clerk.data / "documents" / "2026-01" / "acme"
    assert len(list(folder.glob("draft-*"))) == 1
    world.clerk.bill("2026-02")
    assert list(folder.glob("draft-*")) == []
