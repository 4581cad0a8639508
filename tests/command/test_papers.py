"""Files that `bill` leaves behind: documents in every format, exports, and what it warns of."""

import base64
import csv
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk import Desk
from desk_estate import MARCH, batch, look, small

from assets import exports as asked
from pipelines.estate.settings_schema import EXPORTS as NAMED
from reports.exports import EXPORTS

FORMATS = '"csv", "factur-x", "html", "json", "pdf", "ubl", "xlsx"'
SELLER = 'electronic_address = "9930:DE136695976"\n'


def everything(root: Path) -> Desk:
    desk = small(root)
    settings = desk.estate / "settings.toml"
    text = settings.read_text().replace('["html", "csv", "json"]', f"[{FORMATS}]")
    text = text.replace("[seller]\n", f"[seller]\n{SELLER}")
    listed = ", ".join(f'"{name}"' for name in EXPORTS)
    settings.write_text(text.replace("formats =", f"exports = [{listed}]\nformats ="))
    address = {"country": "DE", "electronic_address": "9930:DE136695976"}
    more(desk.estate / "customers.csv", address)
    more(desk.estate / "price_book.csv", {"unit_cost": "21"})
    return desk


def more(path: Path, cells: dict[str, str]) -> None:
    """The same cells in every row of a file of the estate."""
    rows = [row | cells for row in csv.DictReader(path.open(encoding="utf-8", newline=""))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def billed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, dict[str, Any]]:
    """An estate whose March is billed, and what `bill` said: the commands run once for all."""
    root = tmp_path_factory.mktemp("papers")
    desk = everything(root)
    seen = look(1, ["u1", "u2"])
    seen.users[0]["display_name"] = "Ada \uf8ff"
    desk.done("import", batch(root, "b", seen))
    return desk, desk.done("bill", MARCH)


Billed = tuple[Desk, dict[str, Any]]


def test_settings_name_the_exports_there_are() -> None:
    assert set(NAMED) == set(EXPORTS)


def test_a_draft_has_every_format_but_those_of_invoices(billed: Billed) -> None:
    desk, said = billed
    (document,) = [row["document_id"] for row in said["customers"]]
    folder = desk.data / "documents" / MARCH / "acme"
    suffixes = {path.name.removeprefix(f"draft-{document}.") for path in folder.glob("draft-*")}
    assert suffixes == {"csv", "html", "json", "pdf", "xlsx"}


def test_a_name_that_no_font_prints_is_warned_of_and_stands_in_no_log(billed: Billed) -> None:
    desk, said = billed
    assert said["warnings"] == [
        f"acme: {MARCH}: no font prints U+F8FF of 'Ada \\uf8ff' (install a font that has it)"
    ]
    logs = [path for path in (desk.data / "dagster").rglob("*") if path.is_file()]
    assert logs
    assert not any(b"Ada" in path.read_bytes() for path in logs)


def test_exports_of_a_period_say_what_finance_says(billed: Billed) -> None:
    desk, _ = billed
    folder = desk.data / "exports" / MARCH
    assert {path.name for path in folder.iterdir()} == {
        f"finance-{MARCH}.xlsx",
        f"report-{MARCH}.html",
        "statement-acme.html",
    }
    sheet = openpyxl.load_workbook(folder / f"finance-{MARCH}.xlsx")["summary"]
    found = dict(zip((c.value for c in sheet[1]), (c.value for c in sheet[2]), strict=True))
    ((net, gross),) = desk.rows("select net::double, gross::double from documents")
    assert (found["documents"], found["net"], found["gross"]) == (1, net, gross)


def test_the_workbook_says_the_margin_that_the_price_book_knows(billed: Billed) -> None:
    desk, _ = billed
    book = openpyxl.load_workbook(desk.data / "exports" / MARCH / f"finance-{MARCH}.xlsx")
    head, row = ([cell.value for cell in cells] for cells in book["margin"].iter_rows())
    found = dict(zip(head, row, strict=True))
    # Two people for 31 days at 30.00, and what each costs.
    assert (found["revenue"], found["cost"], found["margin"]) == (60, 42, 18)
    assert (found["margin_percent"], found["cost_source"]) == (30, "price_book")


def events(path: Path) -> Iterator[str]:
    """What an event log of Dagster holds; other databases hold nothing."""
    with closing(sqlite3.connect(path)) as log:
        if log.execute("select 1 from sqlite_master where name = 'event_logs'").fetchone():
            yield from (event for (event,) in log.execute("select event from event_logs"))


def test_the_event_log_has_the_pictures_by_id_and_without_names(billed: Billed) -> None:
    desk, _ = billed
    said = "".join(
        event for path in (desk.data / "dagster").rglob("*.db") for event in events(path)
    )
    pictures = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", said)
    drawn = "".join(base64.b64decode(picture).decode() for picture in pictures)
    assert "Margin by customer, EUR" in drawn
    assert ">acme<" in drawn
    assert ">mail<" in drawn
    assert not re.search("Acme|Mail|Ada|Name of", drawn)


def test_billed_again_no_file_is_touched(billed: Billed) -> None:
    desk, _ = billed

    def files() -> dict[Path, int]:
        roots = (desk.data / "documents", desk.data / "exports")
        return {p: p.stat().st_mtime_ns for root in roots for p in root.rglob("*") if p.is_file()}

    before = files()
    shown = desk.call("bill", MARCH, is_json=False)
    assert "warning: acme: 2026-03: no font prints U+F8FF" in shown.stderr
    assert files() == before


@pytest.mark.parametrize(("month", "before"), [("2026-03", "2026-02"), ("2026-01", "2025-12")])
def test_the_month_before(month: str, before: str) -> None:
    assert asked.before(month) == before


def test_exports_of_an_issued_period_are_written_again_where_they_are_gone(billed: Billed) -> None:
    desk, _ = billed
    desk.done("issue", MARCH)
    folder = desk.data / "exports" / MARCH
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "halopsa-invoices-acme.csv" in written
    shutil.rmtree(folder)
    desk.done("bill", MARCH)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == written
