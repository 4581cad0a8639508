"""Issuing and what comes after: frozen once, corrected by the difference, never changed."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
from desk import Desk
from desk_estate import batch, look, small

FIRST = "INV-2026-000001"
COMPUTED = ("periods", "charges", "billable_days", "margin")


def setting(desk: Desk, text: str) -> None:
    """Adds a line to [billing] of the estate."""
    path = desk.estate / "settings.toml"
    path.write_text(path.read_text().replace("[billing]\n", f"[billing]\n{text}\n"))


def held(day: int, holders: str, users: str = "ab") -> object:
    """A look at all users, of whom some hold the SKU."""
    seen = look(day, users)
    seen.assignments = [{"user_id": user, "sku_id": "e3"} for user in holders]
    return seen


def march(root: Path, *, without: int) -> Path:
    """A look at a and b each day of March, both holding, but for one day that nobody saw."""
    days = [held(day, "ab") for day in range(1, 32) if day != without]
    return batch(root, "b1", *days)  # type: ignore[arg-type]


def late(root: Path, day: int) -> Path:
    return batch(root, "b2", held(day, "b"))  # type: ignore[arg-type]


def files(desk: Desk) -> dict[str, bytes]:
    root = desk.data / "ledger"
    return {path.name: path.read_bytes() for path in sorted(root.glob("*.json"))}


def documents(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows(
        "select number, kind, status, net, corrects_number "
        "from documents order by issued_at, number"
    )


def test_a_late_look_becomes_a_credit_note_of_one_line(tmp_path: Path) -> None:
    desk = small(tmp_path)
    desk.done("import", march(tmp_path, without=20))
    desk.done("bill", "2026-03")
    (issued,) = desk.done("issue", "2026-03")["documents"]
    assert (issued["number"], issued["net"], issued["due_day"]) == (FIRST, "60.000", "2026-04-16")
    before = files(desk)
    assert desk.done("issue", "2026-03")["documents"] == [issued]
    assert desk.done("correct", "2026-03")["documents"] == []
    desk = replace(desk, today=desk.today + timedelta(days=1))
    desk.done("import", late(tmp_path, 20))
    (draft,) = desk.done("correct")["documents"]
    # a did not hold it on the 20th: 30.00 * 1/31 = 0.9677
    said = (draft["kind"], draft["corrects_number"], draft["net"])
    assert said == ("credit_note", FIRST, "0.970")
    desk.done("issue", "2026-03")
    assert {(number, status) for number, _, status, _, _ in documents(desk)} == {
        (FIRST, "issued"),
        ("CN-2026-000001", "issued"),
    }
    ((person, days, amount, note),) = desk.rows(
        "select person_id, days, amount, note from lines where corrects_number is not null"
    )
    assert (person, days, str(amount)) == ("d1/a", 1, "0.970")
    assert note == "held 30 of 31 days, was 31; batch of 20 March came on 3 April"
    assert desk.done("correct")["documents"] == []
    assert {name: files(desk)[name] for name in before} == before
    assert len(files(desk)) == 2


def verdict(desk: Desk) -> tuple[bool, str, dict[str, Any]]:
    """Whether the last check found nothing to correct, its sentence, its tables and text."""
    with dg.DagsterInstance.from_config(str(desk.data / "dagster")) as instance:
        check = dg.AssetCheckKey(dg.AssetKey(["billing", "differences"]), "nothing_to_correct")
        (last,) = instance.event_log_storage.get_asset_check_execution_history(check, limit=1)
    assert last.event
    assert last.event.dagster_event
    evaluation = last.event.dagster_event.asset_check_evaluation_data
    assert evaluation.severity == dg.AssetCheckSeverity.WARN
    assert evaluation.description
    found = {name: _plain(value) for name, value in evaluation.metadata.items()}
    return evaluation.passed, evaluation.description, found


def _plain(value: Any) -> Any:
    """Cells of a table row by row; a number or a text as it is."""
    if isinstance(value, dg.TableMetadataValue):
        names = [column.name for column in value.schema.columns]
        return [tuple(row.data[name] for name in names) for row in value.records]
    return value.value


def test_a_check_warns_of_what_is_left_to_correct_with_the_money_at_stake(tmp_path: Path) -> None:
    desk = small(tmp_path)
    desk.done("import", march(tmp_path, without=20))
    desk.done("issue", "2026-03")
    desk.done("bill", "2026-03")
    assert verdict(desk) == (
        True,
        "what is due for settled periods is what was invoiced",
        {"customers": 0, "periods": 0},
    )
    desk = replace(desk, today=desk.today + timedelta(days=1))
    desk.done("import", late(tmp_path, 20))
    desk.done("bill", "2026-03")
    assert verdict(desk) == (
        False,
        "1 customer in 1 settled period may differ: more is known since, and nobody has compared "
        "what is due with what was invoiced",
        {
            "customers": 1,
            "periods": 1,
            "not compared": [("2026-03", "acme")],
            "next": "prorata correct 2026-03 compares, and drafts what differs",
        },
    )
    desk.done("correct")
    assert verdict(desk) == (
        False,
        "1 customer in 1 settled period differs from what was invoiced, net -0.97 EUR",
        {
            "customers": 1,
            "periods": 1,
            "at stake": [("EUR", "0.97", "0.00", "-0.97", "1", "1")],
            "differences": [("2026-03", "acme", "EUR", "1", "0.97", "0.00", "-0.97")],
            "next": "the drafts are to be looked at, then numbered: prorata issue 2026-03",
        },
    )
    desk.done("issue", "2026-03")
    desk.done("correct")
    assert verdict(desk)[0]


def test_what_is_at_stake_is_told_in_the_currency_that_was_invoiced(tmp_path: Path) -> None:
    desk = small(tmp_path)
    desk.done("import", march(tmp_path, without=20))
    desk.done("issue", "2026-03")
    path = desk.estate / "price_book.csv"
    path.write_text(path.read_text().replace("EUR,30.00", "JPY,4000"))
    path = desk.estate / "settings.toml"
    path.write_text(path.read_text().replace('currency = "EUR"', 'currency = "JPY"'))
    desk.done("import", late(tmp_path, 20))
    desk.done("correct")
    assert verdict(desk)[2]["at stake"] == [("EUR", "0.97", "0.00", "-0.97", "1", "1")]


def test_what_comes_to_no_cent_is_not_at_stake(tmp_path: Path) -> None:
    """0.01 × 30/31 is another amount than 0.01, and rounds to the same: no document can say it."""
    desk = small(tmp_path)
    path = desk.estate / "price_book.csv"
    path.write_text(path.read_text().replace("30.00", "0.01"))
    desk.done("import", march(tmp_path, without=20))
    desk.done("issue", "2026-03")
    desk.done("import", late(tmp_path, 20))
    assert desk.done("correct")["documents"] == []
    assert desk.rows("from documents where status = 'draft'") == []
    assert verdict(desk)[0]


def test_tables_of_the_ledger_are_rebuilt_from_its_files(tmp_path: Path) -> None:
    desk = small(tmp_path)
    desk.done("import", march(tmp_path, without=20))
    desk.done("issue", "2026-03")
    before = desk.rows("from lines order by all")
    due = [desk.rows(f"from {table} order by all") for table in COMPUTED]
    (desk.data / "warehouse.duckdb").unlink()
    desk.done("publish")
    assert desk.rows("from lines order by all") == before != []
    # What is due by now is computed where it is asked for, and not in passing.
    assert desk.rows("select is_computed from periods") == [(False,)]
    assert desk.done("correct")["documents"] == []
    assert [desk.rows(f"from {table} order by all") for table in COMPUTED] == due
    assert desk.done("bill", "2026-03")["customers"][0]["document_id"]
    assert [status for _, _, status, _, _ in documents(desk)] == ["issued"]


def test_a_changed_file_breaks_the_chain(tmp_path: Path) -> None:
    desk = small(tmp_path)
    desk.done("import", march(tmp_path, without=20))
    desk.done("issue", "2026-03")
    (name,) = files(desk)
    path = desk.data / "ledger" / name
    told = json.loads(path.read_text())
    assert desk.done("check", "--offline")["issued"] == 1
    shutil.copy(path, desk.data / "ledger" / name.replace("00000001", "00000002"))
    path.write_text(json.dumps({**told, "net_minor": 1}))
    place, hashed = desk.refused("check", "--offline")
    assert place.endswith("stands where document 2 belongs")
    assert hashed.endswith("the document before it is not the one it names")
    assert desk.call("publish").exit_code == 1
    (desk.data / "ledger" / name.replace("00000001", "00000002")).unlink()
    (newest,) = desk.refused("check", "--offline")
    assert "document 1 is not what the tables hold (restore its file from a copy" in newest


def test_only_what_was_approved_and_has_not_changed_is_issued(tmp_path: Path) -> None:
    desk = small(tmp_path)
    setting(desk, "approval = true")
    desk.done("import", march(tmp_path, without=20))
    desk.done("bill", "2026-03")
    refused = desk.refused("issue", "2026-03")
    said = "acme: the draft of 2026-03 is not approved (prorata approve 2026-03 --by NAME)"
    assert refused == [said]
    (draft,) = desk.done("approve", "2026-03", "--by", "Ada")["documents"]
    assert draft["status"] == "approved"
    desk.done("import", late(tmp_path, 20))
    (reason,) = desk.refused("issue", "2026-03")
    assert reason.startswith("acme: the draft of 2026-03 changed since Ada approved it: 1 lines")
    desk.done("bill", "2026-03")
    desk.done("approve", "2026-03", "--by", "Ada")
    (issued,) = desk.done("issue", "2026-03")["documents"]
    assert issued["number"] == FIRST


def test_a_correction_may_join_the_next_invoice(tmp_path: Path) -> None:
    desk = small(tmp_path)
    setting(desk, 'correction = "next_invoice"')
    desk.done("import", march(tmp_path, without=20))
    desk.done("issue", "2026-03")
    desk.done("import", late(tmp_path, 20))
    assert desk.done("correct")["documents"] == []
    may = replace(desk, today=date(2026, 5, 2))
    (billed,) = may.done("bill", "2026-04")["customers"]
    # both hold it all of April: 2 * 30.00, less 0.97 of March
    assert billed["net"] == "59.030"
    may.done("issue", "2026-04")
    assert may.rows(
        "select period, corrects_number, amount from lines where period = '2026-03' "
        "and corrects_number is not null"
    ) == [("2026-03", FIRST, Decimal("-0.970"))]
    assert may.done("correct")["documents"] == []


def test_what_is_billed_ahead_is_trued_up_by_the_next_invoice(tmp_path: Path) -> None:
    desk = replace(small(tmp_path), today=date(2026, 3, 2))
    path = desk.estate / "customers.csv"
    with path.open(newline="") as file:
        rows = [{**row, "billing_timing": "advance"} for row in csv.DictReader(file)]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    desk.done("import", batch(tmp_path, "b1", held(1, "ab")))  # type: ignore[arg-type]
    (issued,) = desk.done("issue", "2026-03")["documents"]
    assert issued["net"] == "60.000"
    april = replace(desk, today=date(2026, 4, 1))
    days = [held(day, "b") for day in (21, 31)]
    april.done("import", batch(tmp_path, "b2", *days))  # type: ignore[arg-type]
    (billed,) = april.done("bill", "2026-04")["customers"]
    # b in April, less a's 11 days of March: 30.00 - 30.00 * 11/31 = 19.3548
    assert billed["net"] == "19.350"


def test_a_price_that_changes_re_rates_a_settled_period_only_when_asked(tmp_path: Path) -> None:
    desk = small(tmp_path)
    desk.done("import", march(tmp_path, without=20))
    desk.done("issue", "2026-03")
    path = desk.estate / "price_book.csv"
    path.write_text(path.read_text().replace("30.00", "31.00"))
    assert desk.done("correct")["documents"] == []
    (draft,) = desk.done("correct", "--estate", "now")["documents"]
    assert (draft["kind"], draft["net"]) == ("invoice", "2.000")
    desk.done("issue", "2026-03")
    assert desk.done("correct")["documents"] == []
    assert desk.done("correct", "--estate", "now")["documents"] == []


def test_a_lost_warehouse_does_not_keep_a_settled_period_from_being_re_rated(
    tmp_path: Path,
) -> None:
    desk = small(tmp_path)
    desk.done("import", march(tmp_path, without=20))
    desk.done("issue", "2026-03")
    path = desk.estate / "price_book.csv"
    path.write_text(path.read_text().replace("30.00", "31.00"))
    (desk.data / "warehouse.duckdb").unlink()
    (draft,) = desk.done("correct", "--estate", "now")["documents"]
    assert (draft["kind"], draft["net"]) == ("invoice", "2.000")


def test_what_keeps_a_settled_period_from_being_corrected_is_said(tmp_path: Path) -> None:
    desk = small(tmp_path)
    desk.done("import", march(tmp_path, without=20))
    desk.done("issue", "2026-03")
    desk.done("import", batch(tmp_path, "b2", look(20, "")))
    (reason,) = desk.refused("correct")
    assert reason.startswith("blocked: 2026-03: acme: held_observation d1: 2026-03-20T09:00:00Z: ")
