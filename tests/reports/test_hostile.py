"""Whatever somebody typed into a directory: every text field of every format stays harmless."""

import csv
import io
import json
import re
from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from reads import read

from reports.document import Document, Line, Party
from reports.formats import FORMATS, suits
from reports.formats.csv import COLUMNS, inert

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " \u00a0=cmd|' /C calc'!A0",
    "\x00=1",
    "\ufeff=1",
    "＝1+1",
    "a;=1+1;b",
    "a\r\n=1+1",
    'a;"=1+1&";b',
    "bell\x07 and \x9b and \x7f",
    "<script>alert(1)</script>",
    "</style></title><script>alert(1)</script>",
    "\"' onload=alert(1) x='",
    "{{ 7*7 }}{% raw %}",
    "{number}",
    "\u202egnp.exe\u2066 \u2069",
    "half \ud800 pair",
    "\ufffe\U0010ffff",
    "line\u2028end\u0085here",
    "*/ } body { display: none",
    "%s %(x)s \\22 \\",
    "null",
    "",
    ']] #import "x" $1$ \\ #read("/etc/passwd")',
    "]]><!-- <!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
    "n" * 10_000,
]
CLOSED = {"kind", "status", "currency", "locale", "period", "tax_category", "line_key", "accent"}
FORMULA = re.compile(r"[\s\"]*[=+\-@＝＋－＠]")
ALLOWED_TAGS = re.compile(
    "html|head|meta|title|style|body|div|main|header|section|footer|img|p|span|h1|h2|dl|dt|dd|"
    "table|colgroup|col|thead|tbody|tr|th|td|strong|em|bdi"
)


def infected(document: Document, text: str) -> Document:
    """The document with the text in every field that holds free text."""
    lines = tuple(replace(line, **_texts(Line, text)) for line in document.lines)
    party = Party(**dict.fromkeys(Party.__slots__, text))
    # A number is given by us, and is never blank.
    number = {"number": f"{text}1", "logo_type": document.logo_type}
    free = _texts(Document, text) | number
    return replace(document, **free, seller=party, buyer=party, lines=lines)


def _texts(record: type, text: str) -> dict[str, str]:
    named = [field.name for field in fields(record) if "str" in str(field.type)]
    return {name: text for name in named if name not in CLOSED}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.extend(attrs)


def check_html(page: str, *, pictures: bool = False) -> None:
    tags = Tags()
    tags.feed(page)
    drawn = {"svg", "path", "rect", "text"} if pictures else set()
    assert all(ALLOWED_TAGS.fullmatch(tag) for tag in tags.seen - drawn)
    names = {name for name, _ in tags.attributes}
    assert not any(name.startswith("on") or name in ("style", "href", "srcset") for name in names)
    sources = [value or "" for name, value in tags.attributes if name == "src"]
    assert all(source.startswith("data:image/") for source in sources)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    assert page.count("</style>") == 1


def check_csv(text: str, document: Document) -> None:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == 1 + len(document.lines)
    for row in rows[1:]:
        for column, cell in zip(COLUMNS, row, strict=True):
            if column not in ("amount", "unit_price", "tax_rate", "line_no", "days"):
                parts = re.split(r"[;\n]", cell)
                assert not any(FORMULA.match(part) for part in parts), (column, cell)
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", cell)


def check_pdf(text: str) -> None:
    """Nothing that turns a line around, and no blank where something stood."""
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def check_xlsx(text: str) -> None:
    """No cell is a formula, and none holds what no cell can show."""
    assert "f:" not in [cell[:2] for row in text.split("\n") for cell in row.split(" | ")]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


def check_xml(text: str, document: Document) -> None:
    """Well formed, with as many lines as the document, and no text that became an element."""
    root = etree.fromstring(text.encode("utf-8"), etree.XMLParser(resolve_entities=False))
    names = {etree.QName(each).localname for each in root.iter(etree.Element)}
    assert not names & {"script", "a", "b", "style"}
    assert not root.getroottree().docinfo.internalDTD
    found = [each for each in names if each.endswith(("InvoiceLine", "NoteLine", "LineItem"))]
    assert len(found) == 1
    assert len(root.findall(f".//{{*}}{found[0]}")) == len(document.lines)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def check_csv_texts(text: str) -> None:
    """No cell but an amount begins as a formula does, wherever a program splits it."""
    for row in csv.DictReader(io.StringIO(text, newline="")):
        for column, cell in row.items():
            if not re.search("amount|price|rate", column, re.IGNORECASE):
                parts = re.split(r"[;\n]", cell)
                assert not any(FORMULA.match(part) for part in parts), (column, cell)
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", cell)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_is_harmless(sample, text):
    document = infected(sample[1], text)
    written = {
        name: read(name, write(document))
        for name, write in FORMATS.items()
        if suits(name, document)
    }
    check_html(written["html"])
    check_csv(written["csv"], document)
    check_pdf(written["pdf"])
    check_xlsx(written["xlsx"])
    for name in written.keys() & {"ubl", "factur-x"}:
        check_xml(written[name], document)
    assert json.loads(written["json"])["purchase_order"] == text.replace("\ud800", "\ufffd")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(alphabet=st.characters(codec=None), max_size=40))
def test_any_text_is_harmless(build, line, text):
    document = infected(build([line("22.00"), line("-1.00", kind="adjustment")]), text)
    check_html(FORMATS["html"](document).decode("utf-8"))
    check_csv(FORMATS["csv"](document).decode("utf-8"), document)
    check_pdf(read("pdf", FORMATS["pdf"](document)))
    check_xlsx(read("xlsx", FORMATS["xlsx"](document)))
    check_xml(read("ubl", FORMATS["ubl"](document)), document)
    json.loads(FORMATS["json"](document))


@pytest.mark.parametrize("text", ["Ada", "O'Hara", "a - b", "a=b", "1+1", "mail@example.org", "王"])
def test_plain_text_is_left_alone(text):
    assert inert(text) == text


@pytest.mark.parametrize("accent", ["red", "#12", "#12345g", "#fff;}", "#0f4c52\n", "url(x)", ""])
def test_only_a_hex_colour_reaches_the_style(build, line, accent):
    page = FORMATS["html"](build([line("22.00")], accent=accent)).decode()
    assert ":root { --accent: #0f4c52; --ink: #0f4c52; }" in page


@pytest.mark.parametrize(("accent", "ink"), [("#ff0", "#0f4c52"), ("#0a5", "#0f4c52"),
                                             ("#8A3FFC", "#8A3FFC"), ("#123", "#123")])  # fmt: skip
def test_pale_accents_colour_no_words(build, line, accent, ink):
    page = FORMATS["html"](build([line("22.00")], accent=accent)).decode()
    assert f":root {{ --accent: {accent}; --ink: {ink}; }}" in page


@pytest.mark.parametrize(
    "locale", ["", "xx_YY", "../../etc/passwd", "de-DE", "en", "\x00", "a" * 99]
)
def test_any_locale_prints(build, line, locale):
    assert b"2026" in FORMATS["html"](build([line("22.00")], locale=locale))
