"""The PDF as a reader, an archive and a screen reader find it."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import archive
import pikepdf
import pytest
from pypdf import PdfReader
from sample_documents import SAMPLES

from reports import fonts
from reports.formats import FORMATS, pdf

HERE = Path(__file__).parent
ELSEWHERE = """
import sys
sys.path.insert(0, sys.argv[1])
from sample_documents import SAMPLES
from reports.formats import FORMATS
sys.stdout.buffer.write(FORMATS[sys.argv[2]](SAMPLES["rich"]()))
"""


def pages(document) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader(document).pages]


def reader(document) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.write(document)))


def test_it_says_what_it_is(sample):
    with pikepdf.open(io.BytesIO(pdf.write(sample[1]))) as file:
        said = file.open_metadata()
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("3", "A")
        assert said["pdfuaid:part"] == "1"
        assert file.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in file.Root
        language = {"yen": "ja", "credit": "de"}.get(sample[0], "en")
        assert str(file.Root.Lang).startswith(language)
        assert sample[1].seller.name in said["dc:title"]


def test_what_an_archive_asks_can_be_seen_in_it(sample):
    assert archive.faults(pdf.write(sample[1])) == []


def unembed(file):
    for each in file.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor":
            del each["/FontFile2" if "/FontFile2" in each else "/FontFile3"]


def undo(*path):
    def change(file):
        found = file.Root
        for name in path[:-1]:
            found = found[name]
        del found[path[-1]]

    return change


def attach(file):
    """Without saying what it has to do with the document."""
    file.attachments["x.txt"] = b"x"
    del file.Root["/AF"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (unembed, "is not embedded"),
        (undo("/OutputIntents"), "no output intent"),
        (undo("/StructTreeRoot"), "no structure"),
        (undo("/Lang"), "no language"),
        (undo("/ViewerPreferences", "/DisplayDocTitle"), "the title is not shown"),
        (attach, "attached ['x.txt'], related []"),
        (
            lambda file: file.Root.update({"/AA": pikepdf.Dictionary(S=pikepdf.Name.JavaScript)}),
            "an action",
        ),
    ],
)
def test_what_an_archive_refuses_is_seen(build, line, change, fault):
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf.write(build([line("22.00")])))) as file:
        change(file)
        file.save(made)
    assert any(fault in found for found in archive.faults(made.getvalue()))


@pytest.mark.parametrize("name", FORMATS)
def test_another_process_writes_the_same(name, tmp_path):
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    call = [sys.executable, "-c", ELSEWHERE, str(HERE), name]
    made = subprocess.run(call, cwd=tmp_path, env=env, stdout=subprocess.PIPE, check=True)
    assert made.stdout == FORMATS[name](SAMPLES["rich"]())


def test_the_summary_stands_alone_and_the_annex_repeats_its_head(build, line):
    lines = [line("1.00", person_id=f"p{at}", display_name=f"Ada {at}") for at in range(150)]
    found = pages(build(lines))
    assert len(found) > 3
    assert "Total due €178.50" in found[0]
    assert "Ada 7" not in found[0]
    assert all("Person" in page and "From – to" in page for page in found[1:])
    assert all(f"Page {at} of {len(found)}" in page for at, page in enumerate(found, start=1))


def test_a_credit_note_names_what_it_corrects(build, line):
    document = build(
        [line("1.42", corrects_number="INV-2026-000042", days=2)],
        kind="credit_note",
        number="CN-2026-000007",
        corrects_number="INV-2026-000042",
    )
    first = pages(document)[0]
    assert "Credit note" in first
    assert "Corrects INV-2026-000042" in first
    assert "Total credited €1.69" in first


def test_only_a_draft_bears_the_word_draft(build, line):
    draft = build([line("22.00")], number=None, status="draft", issued_at=None, due_day=None)
    assert "Draft" in pages(draft)[0]
    assert "Draft" not in pages(build([line("22.00")]))[0]


@pytest.mark.parametrize(("locale", "width"), [("en_US", 612), ("de_DE", 595)])
def test_paper_is_of_the_customers_country(build, line, locale, width):
    page = reader(build([line("22.00")], locale=locale)).pages[0]
    assert int(page.mediabox.width) == width


def test_what_no_font_prints_is_named_and_seen(build, line):
    name = "Ada \U0010abcd \uf8ff"
    document = build([line("22.00", display_name=name)])
    assert pdf.warnings(document) == [
        f"no font prints U+F8FF, U+10ABCD of {name!r} (install a font that has it)"
    ]
    assert "Ada \ufffd \ufffd" in pages(document)[1]


def test_seven_scripts_need_no_font_of_the_system(sample):
    assert pdf.warnings(sample[1]) == []
    assert fonts.opened("Ada Іван Ελένη ليلى יעל 王小明 佐藤 김") is fonts.opened("Ada")


@pytest.mark.parametrize(
    ("logo", "kind"),
    [
        (b"x", "image/png"),
        (b"<svg", "image/svg+xml"),
        (b"GIF89a", "image/gif"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
            b'<image href="/etc/passwd" width="9" height="9"/></svg>',
            "image/svg+xml",
        ),
    ],
)
def test_a_logo_that_is_no_picture_is_refused(build, line, logo, kind):
    document = build([line("22.00")], logo=logo, logo_type=kind)
    with pytest.raises(ValueError, match="the logo cannot be printed: "):
        pdf.write(document)


def test_long_names_are_broken_and_cut(build, line):
    document = build([line("22.00", display_name="x" * 10_000)])
    text = pages(document)[1].replace(" ", "").replace("\u200b", "")
    assert "x" * 300 + "…" in text
    assert "x" * 301 not in text


def test_nothing_is_read_as_typst(build, line):
    evil = '#read("document.typ") *b* $x$ <label> @ref = head \\ `raw` #import "x"'
    text = pages(build([line("22.00", display_name=evil)]))[1].replace("\u200b", "")
    assert '#read("document.typ") *b* $x$ <label> @ref = head \\ `raw` #import "x"' in text


def test_zero_days_of_nobody_still_print(build, line):
    bare = line("0.00", days=None, unit_price=None, from_day=None, to_day=None)
    assert len(pages(build([replace(bare, tax_rate=Decimal(0))]))) == 2
