"""What accounting and PSA programs import: to the cent, within their limits, credits apart."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sample_documents import SAMPLES
from test_hostile import HOSTILE, check_csv_texts, infected

from reports import exports
from reports.bookings import bookings
from reports.exports import EXPORTS
from reports.period import Period

GOLDEN = Path(__file__).parent / "golden" / "exports"
BOOKS = ("connectwise", "halopsa", "quickbooks", "xero")
AMOUNTS = {
    "connectwise": "unitPrice",
    "halopsa": "net_amount",
    "quickbooks": "*ItemAmount",
    "xero": "*UnitAmount",
}


def period(*documents, **given):
    return Period("2026-03", "Nordlicht IT", {}, documents=documents, **given)


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def many(build, line, count, **given):
    return [build([line("22.00")], number=f"INV-{at:04}", **given) for at in range(count)]


@pytest.mark.parametrize("name", BOOKS)
def test_books_are_golden(name, request):
    made = EXPORTS[name](period(*(make() for make in SAMPLES.values())))
    folder = GOLDEN / name
    if request.config.getoption("--regenerate-golden"):
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        for file, content in made.items():
            (folder / file).write_bytes(content)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made


def test_folder_and_dict_of_exports_agree():
    folder = Path(exports.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(EXPORTS)


@pytest.mark.parametrize("name", BOOKS)
def test_drafts_have_no_place_in_the_books(name, build, line):
    draft = build([line("22.00")], status="draft", number=None, issued_at=None)
    assert EXPORTS[name](period(draft)) == {}


@pytest.mark.parametrize(("name", "most"), [("quickbooks", 100), ("xero", 500)])
def test_files_are_split_at_the_limit(name, most, build, line):
    made = EXPORTS[name](period(*many(build, line, most + 1)))
    sizes = {file: len(rows(content)) for file, content in made.items()}
    assert sizes == {f"{name}-invoices-1.csv": most, f"{name}-invoices-2.csv": 1}


@pytest.mark.parametrize("name", BOOKS)
def test_credit_notes_stand_apart(name, build, line):
    credit = {"kind": "credit_note", "corrects_number": "INV-0000", "due_day": None}
    made = EXPORTS[name](period(*many(build, line, 1), *many(build, line, 1, **credit)))
    assert sum("credit-notes" in file for file in made) == 1
    assert len(made) == 2


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("title", [t for t, make in SAMPLES.items() if make().status == "issued"])
def test_amounts_add_up_and_keys_are_carried(name, title):
    document = SAMPLES[title]()
    (content,) = EXPORTS[name](period(document)).values()
    found = [Decimal(row[AMOUNTS[name]]) for row in rows(content)]
    signed = -1 if name in ("connectwise", "halopsa") and document.kind == "credit_note" else 1
    assert found == [signed * line.amount for line in document.lines]
    text = content.decode("utf-8")
    assert all(line.line_key in text for line in document.lines)


def test_taxes_of_lines_add_up_to_the_document(build, line):
    lines = [line("0.03", tax_rate=Decimal(19)) for _ in range(7)]
    document = build([*lines, line("10.00", tax_rate=Decimal(7)), line("-4.00", kind="adjustment")])
    assert sum(each.tax for each in bookings(document)) == document.tax
    for tax in document.taxes:
        shares = [b.tax for b in bookings(document) if b.line.tax_rate == tax.tax_rate]
        assert sum(shares) == tax.tax


def test_taxes_of_lines_that_cancel_out_are_none(build, line):
    document = build([line("5.00"), line("-5.00", kind="adjustment")])
    assert [each.tax for each in bookings(document)] == [0, 0]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("name", BOOKS)
def test_hostile_text_stays_in_its_cell(name, text):
    document = replace(infected(SAMPLES["rich"](), text), customer_id="harbour")
    for content in EXPORTS[name](period(document)).values():
        assert len(rows(content)) == len(document.lines)
        check_csv_texts(content.decode("utf-8"))
