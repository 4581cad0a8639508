"""Every issued document of the demo in every format, read back and before its validator."""

import csv
import io
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import archive
import openpyxl
import pytest
import reads
import rules
from lxml import etree
from test_hostile import check_html

from reports.exports import EXPORTS
from reports.formats import FORMATS
from reports.formats.csv import COLUMNS

pytestmark = pytest.mark.papers

GOLDEN = Path(__file__).parent / "golden"
# A small invoice outside the scope of tax, one with tax and a credit note to it.
KEPT = ("hanbit", "waterlinie")


def test_there_is_every_document_in_every_format(papers):
    kinds = Counter(document["kind"] for document in papers.issued)
    assert kinds["invoice"] >= 23
    assert kinds["credit_note"] >= 4
    assert {document["currency"] for document in papers.issued} == {"EUR", "USD", "JPY"}
    for document in papers.issued:
        assert all(papers.read(document, name) for name in FORMATS)


def test_every_ubl_passes_the_schema_the_norm_and_peppol(papers):
    found = {document["number"]: rules.faults(made) for document, made in papers.each("ubl")}
    assert {number: faults for number, faults in found.items() if faults} == {}


def test_every_factur_x_passes_the_schema_and_the_norm(papers):
    found = {
        document["number"]: rules.faults(reads.attached(made).encode())
        for document, made in papers.each("factur-x")
    }
    assert {number: faults for number, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("name", "total"), [("ubl", "PayableAmount"), ("factur-x", "DuePayable")])
def test_an_e_invoice_asks_for_what_finance_says(papers, name, total):
    for document, made in papers.each(name):
        text = reads.read(name, made)
        found = [
            each.text
            for each in etree.fromstring(text.encode()).iter(etree.Element)
            if etree.QName(each).localname.startswith(total)
        ]
        assert [Decimal(one) for one in found] == [document["gross"]], document["number"]


@pytest.mark.parametrize("name", ["pdf", "factur-x"])
def test_every_pdf_can_be_kept_and_read_aloud(papers, name):
    found = {document["number"]: archive.faults(made) for document, made in papers.each(name)}
    assert {number: faults for number, faults in found.items() if faults} == {}


def test_every_pdf_names_everybody_on_numbered_pages(papers):
    for document, made in papers.each("pdf"):
        text = reads.pdf(made)
        pages = text.count("-- page ")
        assert pages >= 2
        assert text.count(document["number"]) >= pages
        plain = "".join(text.split())
        names = papers.rows(
            "select distinct user_principal_name as name from lines where kind = 'person' "
            f"and document_id = '{document['document_id']}' and name is not null"
        )
        missing = [row["name"] for row in names if "".join(row["name"].split()) not in plain]
        assert missing == [], document["number"]


def test_every_csv_is_the_lines_that_finance_has(papers):
    for document, made in papers.each("csv"):
        found = list(csv.DictReader(io.StringIO(made.decode(), newline="")))
        listed = ", ".join(f"{name}::varchar as {name}" for name in COLUMNS if name not in MONEY)
        wanted = papers.rows(
            f"select {listed}, {', '.join(MONEY)} from lines "
            f"where document_id = '{document['document_id']}' order by lines.line_no"
        )
        assert list(found[0]) == list(COLUMNS)
        assert [_compared(row) for row in found] == [_compared(row) for row in wanted]


MONEY = ("unit_price", "tax_rate", "amount")


def _compared(row):
    return {
        name: Decimal(value or 0) if name in MONEY else (value or "").removeprefix("'")
        for name, value in row.items()
    }


def test_every_workbook_has_the_same_lines_and_no_formula(papers):
    for document, made in papers.each("xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(made))
        head, *rows = book["lines"].iter_rows()
        assert [cell.value for cell in head] == list(COLUMNS)
        amounts = [Decimal(str(row[COLUMNS.index("amount")].value)) for row in rows]
        assert sum(amounts) == document["net"], document["number"]
        assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_every_json_is_whole(papers):
    sample = json.loads((GOLDEN.parent.parent / "golden" / "rich.json").read_bytes())
    for document, made in papers.each("json"):
        found = json.loads(made)
        assert set(found) == set(sample)
        assert all(set(line) == set(sample["lines"][0]) for line in found["lines"])
        net = sum(Decimal(line["amount"]) for line in found["lines"])
        assert net == Decimal(found["net"]) == document["net"]
        assert Decimal(found["net"]) + Decimal(found["tax"]) == Decimal(found["gross"])


def test_every_page_needs_no_other_file_and_closes_what_it_opens(papers):
    for document, made in papers.each("html"):
        page = made.decode()
        check_html(page)
        assert document["number"] in page
        body = re.sub(r"<(meta|img|col|br)\b([^>]*[^/])?>", r"<\1\2/>", page)
        etree.fromstring(re.sub(r"<!doctype html>|<style>.*?</style>", "", body, flags=re.S))


def test_every_export_has_its_files(papers):
    prefixes = {"workbook": "finance", "statements": "statement"}
    for name in EXPORTS:
        found = papers.exported(f"{prefixes.get(name, name)}-*")
        assert {path.parent.name for path in found} >= {"2026-06", "2026-07"}, name


@pytest.mark.parametrize("name", ["report", "statement"])
def test_every_summary_is_a_page_with_pictures(papers, name):
    for path in papers.exported(f"{name}-*.html"):
        page = path.read_text(encoding="utf-8")
        check_html(page, pictures=True)
        assert "<svg" in page


def test_every_workbook_of_finance_says_the_margin(papers):
    for path in papers.exported("finance-*.xlsx"):
        book = openpyxl.load_workbook(path)
        (head, *rows) = [[cell.value for cell in row] for row in book["summary"].iter_rows()]
        found = [dict(zip(head, row, strict=True)) for row in rows]
        for row in found:
            (asked,) = papers.rows(
                "select sum(revenue) as net, sum(margin) as margin from margin where cost "
                f"is not null and period = '{path.stem[8:]}' and currency = '{row['currency']}'"
            )
            costed = (row["costed_net"], row["margin"])
            assert costed == tuple(v and float(v) for v in asked.values())


def test_the_margins_revenue_is_what_documents_come_to(papers):
    said = papers.rows("select currency, sum(revenue) as net from margin group by all order by all")
    asked = (
        "select currency, sum(if(kind = 'credit_note', -net, net)) as net from documents "
        "group by all order by all"
    )
    assert said == papers.rows(asked)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("quickbooks", "*ItemAmount"),
        ("xero", "*UnitAmount"),
        ("connectwise", "unitPrice"),
        ("halopsa", "net_amount"),
    ],
)
def test_every_booking_adds_up_to_what_was_issued(papers, name, column):
    """Credit notes too: above zero in files of their own, or below zero where there are none."""
    for period in ("2026-06", "2026-07"):
        for kind, named in (("invoice", "invoices"), ("credit_note", "credit-notes")):
            booked = sum(
                Decimal(row[column])
                for path in papers.exported(f"{name}-{named}-*.csv")
                if path.parent.name == period
                for row in csv.DictReader(path.open(encoding="utf-8", newline=""))
            )
            issued = sum(
                document["net"]
                for document in papers.issued
                if document["period"] == period and document["kind"] == kind
            )
            is_turned = kind == "credit_note" and name in ("connectwise", "halopsa")
            assert booked == (-issued if is_turned else issued), (period, kind)


def test_some_of_them_are_golden(papers, request):
    kept = [
        document
        for document in papers.issued
        if document["period"] == "2026-07" and document["customer_id"] in KEPT
    ]
    assert len(kept) == 3
    changed = []
    for document in kept:
        for name in FORMATS:
            content = papers.read(document, name)
            path = GOLDEN / f"{document['number']}.{name}"
            if name in reads.READS:
                content = reads.READS[name](content).encode()
                path = path.with_name(f"{path.name}.txt")
            if request.config.getoption("--regenerate-golden"):
                path.write_bytes(content)
            if path.read_bytes() != content:
                changed.append(path.name)
    assert changed == [], "read the diff, then regenerate with --regenerate-golden"
