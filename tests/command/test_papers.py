"""Files that `bill` leaves behind: documents in every format, exports, and what it warns of."""

import csv
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
    path = desk.estate / "customers.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    for row in rows:
        row |= {"country": "DE", "electronic_address": "9930:DE136695976"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return desk


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
