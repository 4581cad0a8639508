"""The month for finance and for each customer: pages and a workbook from the answers of finance."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from test_hostile import HOSTILE, check_html

from reports.exports import report, statements, workbook
from reports.month import pictures
from reports.period import Period
from reports.pictures import bars, curve
from reports.workbook import Table
from reports.workbook import workbook as make_workbook

D = Decimal
CUSTOMERS = (
    "customer_id name status currency documents people person_days "
    "net tax gross net_before change costed_net cost margin margin_percent locale"
).split()
CHANGES = (
    "customer_id change display_name person_id product_name from_day to_day "
    "price_before price amount_before amount currency"
).split()
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
TABLES = {
    "summary": (
        "currency documents customers net tax gross "
        "costed_net cost margin margin_percent".split(),
        [["EUR", 2, 2, D("100.00"), D("19.00"), D("119.00"),
          D("66.00"), D("44.00"), D("22.00"), D("33.3")],
         ["JPY", 1, 1, D("500"), D("0"), D("500"), None, None, None, None]],
    ),
    "customers": (
        CUSTOMERS,
        [
            ["harbour", "Harbour & Sons", "drafted", "EUR", 1, 3, 93,
             D("66.00"), D("12.54"), D("78.54"), D("44.00"), D("22.00"),
             D("66.00"), D("44.00"), D("22.00"), D("33.3"), "de_DE"],
            ["quay", "Quay", "blocked", "EUR", 0, 0, 0, None, None, None, D("9.00"), None,
             None, None, None, None, None],
        ],
    ),
    "products": (
        "product_code product_name currency margin margin_percent".split(),
        [["m365", "Microsoft 365", "EUR", D("22.00"), D("33.3")],
         ["free", "Given away", "EUR", D("-8.00"), None]],
    ),
    "margin": (
        "customer_id product_code revenue cost margin cost_source".split(),
        [["harbour", "m365", D("66.00"), D("44.00"), D("22.00"), "price_book"]],
    ),
    "months": ("period currency net".split(), [["2026-02", "EUR", D("90.00")]]),
    "changes": (
        CHANGES,
        [
            ["harbour", "joined", "Ada Lovelace", "p1", "Microsoft 365", MARCH, APRIL,
             None, D("22.00"), None, D("22.00"), "EUR"],
            ["harbour", "price", "Bo", "p2", "Microsoft 365", MARCH, APRIL,
             D("20.00"), D("22.00"), D("20.00"), D("22.00"), "EUR"],
        ],
    ),
    "blockers": ("customer_id code detail".split(), [["quay", "no_price", "backup"]]),
    "leakage": ("customer_id cause days".split(), []),
    "coverage": ("customer_id observed".split(), [["harbour", 31]]),
}  # fmt: skip
PEOPLE = {
    "harbour": tuple((MARCH + timedelta(at), 2 + (at >= 16)) for at in range(31)),
    "quay": tuple((MARCH + timedelta(at), 1) for at in range(31)),
}


def march(text=None) -> Period:
    tables = {
        name: Table(name, tuple(columns), [[_said(cell, text) for cell in row] for row in rows])
        for name, (columns, rows) in TABLES.items()
    }
    return Period("2026-03", text or "Nordlicht IT", tables, PEOPLE)


def _said(cell, text):
    is_free = isinstance(cell, str) and " " in cell
    return text if text is not None and is_free else cell


def words(page: bytes) -> str:
    body = page.decode().split("</style>")[1]
    return " ".join(re.sub("<[^>]*>", " ", body).split())


def test_the_report_says_what_was_billed_and_what_is_in_the_way():
    (page,) = report.write(march()).values()
    said = words(page)
    assert "Net, EUR 100.00 2 documents, 2 customers, 119.00 with tax" in said
    assert "+1 / −0 joined and left, 1 at another price" in said
    assert "Change of net since the month before, EUR Harbour &amp; Sons 22.00" in said
    assert "quay no_price backup" in said
    assert "Leakage: used, and paid for by nobody Nothing." in said
    assert b'<path d="M34 ' in page


def test_the_report_has_the_margin_of_what_has_a_cost():
    (page,) = report.write(march()).values()
    said = words(page)
    assert "Margin, EUR 22.00 33.3 % of 66.00 whose cost is known" in said
    assert "Margin, JPY" not in said
    assert "Margin by customer, EUR Harbour &amp; Sons 22.00 (33.3 %)" in said
    assert "Margin by product, EUR Microsoft 365 22.00 (33.3 %) Given away -8.00" in said


def test_pictures_for_the_event_log_have_ids_in_place_of_names():
    drawn = " ".join(picture.drawn for picture in pictures(march(), is_named=False))
    assert "harbour" in drawn
    assert "m365" in drawn
    assert "Harbour" not in drawn
    assert "Microsoft" not in drawn


def test_a_customers_page_says_nothing_of_cost_or_margin():
    (page,) = statements.write(march()).values()
    said = words(page)
    assert "44,00" not in said
    assert "33,3" not in said
    assert not re.search("margin|cost", said, re.IGNORECASE)


def test_a_long_table_is_cut_and_says_so():
    period = march()
    rows = [list(period.tables["changes"].rows[0]) for _ in range(report.LISTED + 3)]
    longer = replace(period.tables["changes"], rows=rows)
    (page,) = report.write(replace(period, tables={**period.tables, "changes": longer})).values()
    assert "3 more rows stand in the workbook." in words(page)


def test_a_statement_is_the_customers_own_and_in_its_language():
    made = statements.write(march())
    assert list(made) == ["statement-harbour.html"]
    said = words(made["statement-harbour.html"])
    assert "Aufstellung 2026-03 Harbour &amp; Sons Gesamt 78,54 € Netto 66,00 €" in said
    assert "Personen pro Tag: höchstens 3, mindestens 2" in said
    assert "Hinzugekommen Ada Lovelace Microsoft 365 01.–31.03.2026" in said.replace(
        "1.–31. März 2026", "01.–31.03.2026"
    )
    assert "Anderer Preis Bo" in said
    assert "quay" not in said.lower()


def test_the_workbook_has_a_sheet_for_each_question():
    (content,) = workbook.write(march()).values()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == list(workbook.SHEETS)
    sheet = book["customers"]
    assert [cell.value for cell in sheet[2]][:3] == ["harbour", "Harbour & Sons", "drafted"]
    assert (sheet["H2"].value, sheet["H2"].number_format) == (66, "#,##0.00")
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("write", [report.write, statements.write, workbook.write])
def test_exports_are_the_same_each_time(write):
    assert write(march()) == write(march())


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_in_pages_is_harmless(text):
    for write in (report.write, statements.write):
        for page in write(march(text)).values():
            check_html(page.decode("utf-8"), pictures=True)
    (content,) = workbook.write(march(text)).values()
    cells = openpyxl.load_workbook(io.BytesIO(content))["customers"]
    assert all(cell.data_type != "f" for row in cells.iter_rows() for cell in row)


def test_a_number_that_a_spreadsheet_would_round_stays_a_text():
    exact, lost = D("0.1"), D("12345678901234567.89")
    made = make_workbook("x", MARCH, [Table("t", ("a", "b"), [[exact, lost]])])
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert (sheet["A2"].value, sheet["B2"].value) == (0.1, "12345678901234567.89")


def test_a_text_longer_than_a_cell_is_cut():
    made = make_workbook("x", MARCH, [Table("t", ("a",), [["x" * 40_000]])])
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert sheet["A2"].value == "x" * 32_766 + "…"


def test_pictures_of_nothing_are_nothing():
    assert curve((), "nobody") == ""
    assert bars((), "nothing") == ""


def test_a_picture_is_escaped():
    assert "<script>" not in bars([("<script>", 1.0, "1")], "</title><script>")
