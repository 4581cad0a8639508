"""E-invoices pass every rule of the norm, of Peppol and of Factur-X, and say what was billed."""

import base64
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import rules
from lxml import etree
from sample_documents import PARTIES, SAMPLES

from reports.formats import factur_x, suits, ubl
from reports.invoice import terms

WRITERS = (ubl.write, factur_x.invoice)
D = Decimal
GERMAN = replace(PARTIES["buyer"], country="DE", vat_id="DE136695976")
AMERICAN = replace(PARTIES["buyer"], country="US", vat_id=None)
OTHER_COUNTRY = replace(PARTIES["buyer"], country="NL", vat_id="NL123456782B90")
NOWHERE = {"purchase_order": None, "buyer_reference": None}
ISSUED = [title for title, make in SAMPLES.items() if suits("ubl", make())]


def made(line, *amounts, **given):
    return [line(amount, person_id=f"p{at}", **given) for at, amount in enumerate(amounts)]


def taxed(line, category, rate="0"):
    return made(line, "22.00", "10.65", tax_category=category, tax_rate=D(rate))


CASES = {
    "standard": (lambda line: made(line, "22.00"), {}),
    "two rates": (lambda line: [*taxed(line, "S", "19"), *taxed(line, "S", "7")], {}),
    "reverse charge": (lambda line: taxed(line, "AE"), {"buyer": OTHER_COUNTRY}),
    "within the Community": (lambda line: taxed(line, "K"), {"buyer": OTHER_COUNTRY}),
    "export": (lambda line: taxed(line, "G"), {"buyer": AMERICAN}),
    "zero": (lambda line: taxed(line, "Z"), {"buyer": GERMAN}),
    "exempt": (lambda line: taxed(line, "E"), {"exemption_reason": "§ 4 UStG"}),
    "exempt without a word": (lambda line: taxed(line, "E"), {}),
    "standard and exempt": (lambda line: [*taxed(line, "S", "19"), *taxed(line, "E")], {}),
    "outside": (
        lambda line: taxed(line, "O"),
        {"seller": replace(PARTIES["seller"], electronic_address="0088:7300010000001")},
    ),
    "yen": (
        lambda line: made(line, "958", unit_price=D("1980.5"), days=15, tax_rate=D(10)),
        {"currency": "JPY", "minor_digits": 0},
    ),
    "no bank": (
        lambda line: made(line, "22.00"),
        {"seller": replace(PARTIES["seller"], iban=None)},
    ),
    "no due day": (lambda line: made(line, "22.00"), {"due_day": None}),
    "no references": (lambda line: made(line, "22.00"), NOWHERE),
    "names alone": (
        lambda line: made(line, "22.00"),
        {"buyer": replace(GERMAN, legal_name=None, street=None, postcode=None, city=None)},
    ),
    "full period": (
        lambda line: made(line, "22.00", days=3, proration="full_period"), {},
    ),
    "thirtieths": (lambda line: made(line, "22.00", "7.33", days=31, proration="fixed_30"), {}),
    "an adjustment": (
        lambda line: [
            *made(line, "22.00"),
            line("-5.00", None, kind="adjustment", unit_price=None, days=None, note="Goodwill"),
        ],
        {},
    ),
    "nothing": (lambda line: made(line, "0.00", unit_price=D(0)), {}),
    "a correction joined in": (
        lambda line: [
            *made(line, "22.00"),
            *made(
                line,
                "-3.14",
                corrects_number="INV-2026-000019",
                days=-4,
                days_in_period=28,
                period_start=date(2026, 2, 1),
                period_end=date(2026, 3, 1),
                from_day=date(2026, 2, 10),
                to_day=date(2026, 2, 14),
            ),
        ],
        {"period_start": date(2026, 2, 1)},
    ),
    "a credit note": (
        lambda line: made(line, "1.42", days=2, corrects_number="INV-2026-000042"),
        {"kind": "credit_note", "corrects_number": "INV-2026-000042", "due_day": None},
    ),
    "a long one": (lambda line: made(line, *["22.00"] * 200, *["10.65"] * 50), {}),
}  # fmt: skip


@pytest.mark.parametrize("write", WRITERS, ids=["ubl", "cii"])
@pytest.mark.parametrize("case", CASES)
def test_every_rule_holds(build, line, case, write):
    lines, given = CASES[case]
    assert rules.faults(write(build(lines(line), **given)), warnings=True) == []


@pytest.mark.parametrize("write", WRITERS, ids=["ubl", "cii"])
@pytest.mark.parametrize("title", ISSUED)
def test_every_rule_holds_of_the_samples(title, write):
    assert rules.faults(write(SAMPLES[title]()), warnings=True) == []


@pytest.mark.parametrize(
    ("given", "changed", "rule"),
    [
        (b'unitCode="DAY">31</cbc:Inv', b'unitCode="DAY">30</cbc:Inv', "PEPPOL-EN16931-R120"),
        (b">4.18<", b">5.18<", "BR-CO-15"),
        (b"<cbc:DueDate>2026-04-15</cbc:DueDate>", b"<cbc:DueDate/>", "XSD"),
        (b"2026-03-31</cbc:EndDate>", b"2026-02-01</cbc:EndDate>", "BR-29"),
    ],
)
def test_the_rules_can_fail(build, line, given, changed, rule):
    invoice = ubl.write(build([line("22.00")]))
    assert given in invoice
    found = rules.faults(invoice.replace(given, changed))
    assert any(fault.startswith(rule) for fault in found), found


def test_a_line_shows_its_proration(build, line):
    invoice = terms(build(made(line, "10.65", days=15, from_day=date(2026, 3, 17))))["BG-25"][0]
    found = [str(invoice[term]) for term in ("BT-129", "BT-130", "BT-146", "BT-149", "BT-131")]
    assert found == ["15", "DAY", "22.00", "31", "10.65"]
    assert (invoice["BT-134"], invoice["BT-135"]) == (date(2026, 3, 17), date(2026, 3, 31))


def test_what_days_cannot_explain_is_one_piece(build, line):
    invoice = terms(build(made(line, "-3.00")))["BG-25"][0]
    found = [invoice[term] for term in ("BT-129", "BT-130", "BT-146", "BT-149", "BT-131")]
    assert found == ["-1", "C62", "3.00", "1", "-3.00"]


def test_a_full_month_is_a_month(build, line):
    invoice = terms(build(made(line, "22.00", days=3, proration="full_period")))["BG-25"][0]
    assert [invoice[term] for term in ("BT-129", "BT-130", "BT-149")] == ["1", "MON", "1"]


def test_a_long_one_has_a_line_a_product_and_its_people_in_the_annex(build, line):
    document = build(made(line, *["22.00"] * 201))
    root = etree.fromstring(ubl.write(document))
    lines = root.findall("{*}InvoiceLine")
    assert [each.findtext("{*}Item/{*}Description") for each in lines] == ["201 people"]
    assert lines[0].findtext("{*}InvoicedQuantity") == str(201 * 31)
    annex = root.find(".//{*}EmbeddedDocumentBinaryObject")
    assert (annex.get("mimeCode"), annex.get("filename")) == ("text/csv", "lines.csv")
    assert base64.b64decode(annex.text).count(b"\r\n") == 202


def test_line_keys_are_carried(build, line):
    root = etree.fromstring(ubl.write(build([line("22.00")])))
    assert root.findtext("{*}InvoiceLine/{*}DocumentReference/{*}ID") == f"LINEKEY{1:019d}"


def test_an_email_is_an_address_but_not_in_peppol(build, line):
    only = {side: replace(PARTIES[side], electronic_address=None) for side in ("seller", "buyer")}
    document = build([line("22.00")], **only)
    assert rules.faults(factur_x.invoice(document), warnings=True) == []
    assert [fault.partition(":")[0] for fault in rules.faults(ubl.write(document))] == [
        "PEPPOL-EN16931-R020",
        "PEPPOL-EN16931-R010",
    ]


def test_a_draft_is_no_invoice(build, line):
    draft = build([line("22.00")], number=None, status="draft", issued_at=None)
    assert not suits("ubl", draft)
    with pytest.raises(ValueError, match="has no number"):
        ubl.write(draft)


def test_a_correction_names_every_document_it_corrects(build, line):
    lines = [line("1.00", corrects_number="INV-1"), line("2.00", corrects_number="INV-2")]
    root = etree.fromstring(ubl.write(build(lines, corrects_number="INV-1")))
    found = root.findall("{*}BillingReference/{*}InvoiceDocumentReference/{*}ID")
    assert [each.text for each in found] == ["INV-1", "INV-2"]


def test_the_pdf_holds_the_invoice_and_says_so(build, line):
    from facturx import get_facturx_xml_from_pdf

    document = build([line("22.00")])
    made_pdf = factur_x.write(document)
    name, found = get_facturx_xml_from_pdf(made_pdf, check_xsd=True, check_schematron=False)
    assert (name, found) == ("factur-x.xml", factur_x.invoice(document))
    for said in (b"<fx:ConformanceLevel>EN 16931<", b"<fx:DocumentFileName>factur-x.xml<"):
        assert said in metadata(made_pdf)
    assert metadata(made_pdf).count(b"<pdfaExtension:schemas>") == 1


def metadata(content: bytes) -> bytes:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as file:
        return file.Root.Metadata.read_bytes()
