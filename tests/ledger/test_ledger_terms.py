"""Terms that change between periods: no day is billed twice, and none is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from audit import Books
from world import World, at

from assets import freezing
from sql import corrections

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
# acme pays for zeta's y.
ON_LOAN = {
    "directory_id": "d2",
    "match_kind": "user_id",
    "match_value": "y",
    "payer_customer_id": "acme",
    "reason": "on loan",
}


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


def drafted(world: World) -> list[tuple[object, ...]]:
    """Period, the period that a line is for, and what it adds, of each line that is drafted."""
    return world.clerk.rows(
        "select l.period, l.line_period, l.delta_minor from billing.correction_lines as l "
        "union all select d.period, d.period, d.net_minor from billing.drafted as d order by all"
    )


@pytest.mark.parametrize("is_now", [False, True])
def test_a_correction_that_is_asked_for_takes_its_lines_back_from_the_next_invoice(
    world: World, is_now: bool
) -> None:
    world.customer("acme")["billing_timing"] = "advance"
    world.write()
    world.clerk.issue("2026-01")
    world.look("d1", at(date(2026, 1, 20), 9), {"a": ""})
    world.clerk.bill("2026-02")
    taken_up = drafted(world)
    assert [row[:2] for row in taken_up] == [("2026-02", "2026-01"), ("2026-02", "2026-02")]
    world.clerk.correct("2026-01", is_now=is_now)
    apart = [("2026-01", "2026-01", taken_up[0][2]), taken_up[1]]
    assert drafted(world) == apart
    folders = [world.clerk.data / "documents" / month / "acme" for month in ("2026-01", "2026-02")]
    assert [len(list(folder.glob("draft-*"))) for folder in folders] == [1, 1]
    world.clerk.issue("2026-01")
    world.clerk.issue("2026-02")
    assert [net for _, period, net in numbered(world) if period == "2026-01"][-1] == apart[0][2]
    assert numbered(world)[-1][1:] == apart[1][1:]


def test_a_period_that_is_not_settled_is_not_corrected_in_a_new_warehouse_either(
    world: World,
) -> None:
    world.clerk.issue("2026-01")
    world.clerk.forget()
    assert world.clerk.correct("2026-02") == []
    assert len(numbered(world)) == 2


def changed(world: World, customer_id: str, **terms: object) -> None:
    world.customer(customer_id).update(terms)
    world.write()


def days(world: World, customer_id: str) -> dict[str, int]:
    """Days of mail invoiced by each period, whatever the documents."""
    found: dict[str, int] = {}
    for entry, line in books(world).lines():
        if entry["customer_id"] == customer_id and line["product_code"] == "mail":
            found[line["line_period"]] = line["days_due"]
    return found


def blocked(world: World) -> list[tuple[object, ...]]:
    rows = world.clerk.rows(
        "select period, customer_id, code, detail from billing.blockers where not is_warning"
    )
    return sorted(rows)


def whole_months(world: World, today: date) -> None:
    """Both still hold mail on a later day, and it is that day."""
    for directory_id, user in (("d1", "a"), ("d2", "x")):
        world.look(directory_id, at(today, 9), {user: "m"})
    world.clerk.today = today


def test_from_arrears_to_advance_and_back_each_day_is_billed_once(world: World) -> None:
    world.clerk.issue("2026-01")
    changed(world, "acme", billing_timing="advance")
    world.clerk.issue("2026-02")
    assert days(world, "acme") == {"2026-01": 31, "2026-02": 28}
    # a goes on the 15th of February: seen on the first of March, when March is billed ahead.
    world.look("d1", at(date(2026, 2, 15), 9), {"a": ""})
    world.look("d1", at(date(2026, 2, 20), 9), {"a": "m"})
    whole_months(world, date(2026, 3, 1))
    world.clerk.issue("2026-03")
    assert days(world, "acme") == {"2026-01": 31, "2026-02": 23, "2026-03": 31}
    changed(world, "acme", billing_timing="arrears")
    world.look("d1", at(date(2026, 3, 31), 9), {"a": ""})
    world.clerk.issue("2026-04")
    assert "2026-04" not in days(world, "acme")
    whole_months(world, date(2026, 5, 1))
    world.clerk.issue("2026-04")
    # The true-up of March, billed ahead, and April, billed behind, stand on one invoice.
    assert days(world, "acme") == {"2026-01": 31, "2026-02": 23, "2026-03": 30}
    world.clerk.correct("2026-01", "2026-02", "2026-03", "2026-04")
    assert not world.clerk.rows("from billing.drafts")


def test_a_billing_day_that_moves_back_bills_the_rest_of_the_new_period(world: World) -> None:
    changed(world, "acme", billing_day=15)
    whole_months(world, date(2026, 3, 2))
    world.clerk.issue("2026-01")  # from 15 January to before 15 February
    changed(world, "acme", billing_day=1)
    world.clerk.issue("2026-02")
    assert blocked(world) == []
    assert days(world, "acme") == {"2026-01": 31, "2026-02": 14}
    world.clerk.correct("2026-01", "2026-02")
    world.clerk.correct("2026-01", "2026-02", is_now=True)
    assert not world.clerk.rows("from billing.drafts")


def test_a_billing_day_that_moves_on_leaves_no_day_unsaid(world: World) -> None:
    world.clerk.issue("2026-01")
    changed(world, "acme", billing_day=15)
    whole_months(world, date(2026, 3, 15))
    world.clerk.issue("2026-02")
    said = "14 days from 2026-02-01 to 2026-02-14 lie between it and 2026-01, which is settled"
    assert blocked(world) == [("2026-02", "acme", "unbilled_days", said)]
    assert days(world, "acme") == {"2026-01": 31}
    changed(world, "acme", billing_from="2026-02-15")
    world.clerk.issue("2026-02")
    assert days(world, "acme") == {"2026-01": 31, "2026-02": 28}
    world.clerk.correct("2026-01", "2026-02")
    assert not world.clerk.rows("from billing.drafts")


@pytest.mark.parametrize("correction", ["credit_note", "next_invoice"])
def test_a_customer_that_pays_in_another_currency_is_corrected_in_the_old_one(
    world: World, correction: str
) -> None:
    """No document has two currencies, and what was invoiced in one is not re-rated in another."""
    world.settings["correction"] = f'"{correction}"'
    world.write()
    world.clerk.issue("2026-01")
    world.tables["price_book"] += [
        {**row, "currency": "JPY", "unit_price": "1500"}
        for row in world.tables["price_book"]
        if row["product_code"] != "desk"
    ]
    changed(world, "acme", currency="JPY")
    world.look("d1", at(date(2026, 1, 20), 9), {"a": ""})
    whole_months(world, date(2026, 3, 1))
    world.clerk.correct("2026-01", is_now=True)
    said = "invoiced in EUR, billed in JPY now"
    assert blocked(world) == [("2026-01", "acme", "currency_changed", said)]
    world.clerk.issue("2026-02")
    world.clerk.correct("2026-01")
    world.clerk.issue("2026-01")
    entries = [e for e in books(world).entries() if e["customer_id"] == "acme"]
    # Away from 20 January to before 1 February: 10.00 * 12/31 = 3.87
    assert [(e["period"], e["currency"], e["kind"], e["net_minor"]) for e in entries] == [
        ("2026-01", "EUR", "invoice", 1000 + 333),
        ("2026-02", "JPY", "invoice", 3000),
        ("2026-01", "EUR", "credit_note", 387),
    ]


def test_a_late_look_at_a_directory_that_another_customer_pays_in_is_found(world: World) -> None:
    """Its periods are pinned to two versions, and another one was billed last."""
    world.tables["payers"] = [ON_LOAN]
    world.write()
    world.look("d2", at(date(2026, 1, 2), 9), {"x": "m", "y": "m"})
    whole_months(world, date(2026, 4, 1))
    world.clerk.issue("2026-01")
    world.tables["price_book"][0]["unit_price"] = "11.00"
    world.write()
    world.clerk.issue("2026-02")
    world.look("d1", at(date(2026, 1, 28), 9), {"a": "m"})
    world.look("d1", at(date(2026, 2, 26), 9), {"a": ""})
    world.clerk.correct("2026-01", "2026-02")
    world.clerk.issue("2026-02")
    world.look("d2", at(date(2026, 1, 20), 9), {"x": "m", "y": ""})
    world.clerk.correct("2026-01", "2026-02")
    world.clerk.issue("2026-01")
    assert [
        (e["customer_id"], e["period"], e["net_minor"], [x["person_id"] for x in e["lines"]])
        for e in books(world).entries()[-1:]
    ] == [("acme", "2026-01", 387, ["d2/y"])]


def test_a_period_is_compared_once_though_it_was_re_rated_with_other_directories(
    world: World,
) -> None:
    """A rule came and went: the directory mattered when the period was weighed, and not after."""
    world.clerk.issue("2026-01")
    world.tables["payers"] = [ON_LOAN]
    world.write()
    world.clerk.correct("2026-01", is_now=True)
    assert directories_of(world, "acme") == [("d1",), ("d2",)]
    world.tables["payers"] = []
    world.write()
    world.clerk.correct("2026-01")
    assert directories_of(world, "acme") == [("d1",)]
    assert uncompared(world) == []


def directories_of(world: World, customer_id: str) -> list[tuple[str]]:
    """Directories that the customer's settled periods were last billed from."""
    affected = "select distinct a.directory_id from billing.affected as a"
    return world.clerk.rows(f"{affected} where a.customer_id = '{customer_id}' order by all")


def uncompared(world: World) -> list[tuple[str, str]]:
    """Settled periods that may differ by something that nobody has compared."""
    with world.clerk.work() as work:
        work.bring("reference", "history", "ledger")
        pairs = corrections.settled(work.house, None, None)
        left = corrections.changed(work.house, work.truths, pairs)
        differing = work.house.rows("select period, customer_id from billing.differences")
    found = {(one.period, one.customer_id) for one in left} - {*differing}
    return sorted(found)


def test_what_another_run_drafted_last_is_not_issued_with_a_step_that_is_run_alone(
    world: World,
) -> None:
    """Dagster can run the step again that issues: it finds drafts of whatever was billed last."""
    whole_months(world, date(2026, 3, 1))
    world.clerk.bill("2026-01")
    world.clerk.bill("2026-02")
    with world.clerk.work() as work:
        work.bring("reference", "history", "ledger")
        freezing.issue(work, ["2026-01"], None)
    assert books(world).entries() == []
    assert world.clerk.rows("select period from ledger.settlements") == []
