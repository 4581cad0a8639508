"""What the page says, and that it refers to nothing but itself."""

import base64
import hashlib
import re
import time
from datetime import date
from decimal import Decimal

from reports.formats.html import write
from reports.locales import Writing


def words(document) -> str:
    """The page as a reader sees it: no tags, blanks run together."""
    body = write(document).decode().split("</style>")[1]
    return " ".join(re.sub("<[^>]*>", " ", body).split())


def test_the_policy_knows_the_style_and_nothing_else(sample):
    page = write(sample[1]).decode()
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = re.search('Content-Security-Policy" content="([^"]*)"', page)[1]
    assert f"&#39;sha256-{digest}&#39;" in policy
    assert policy.startswith("default-src &#39;none&#39;;")


def test_nothing_outside_is_referred_to(sample):
    page = re.sub(r"data:image/[^\"]*", "", write(sample[1]).decode())
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<link|<script|href=", page)


def test_totals_stand_above_the_lines(build, line):
    text = words(build([line("22.00", display_name="Ada")]))
    assert text.index("Total due €26.18") < text.index("Ada")
    assert text.index("15 April 2026") < text.index("Ada")


def test_only_the_page_prints_inclusive_ends(build, line):
    text = words(build([line("10.65", from_day=date(2026, 3, 17), days=15)]))
    assert "1 March 2026 to 31 March 2026" in text
    assert "17–31 Mar 15 of 31" in text


def test_a_draft_says_so_and_asks_for_no_money(build, line):
    draft = build([line("22.00")], number=None, status="draft", issued_at=None, due_day=None)
    assert "This is a draft: please do not pay it." in words(draft)
    assert "DE02" not in words(draft)
    assert 'class="watermark"' in write(draft).decode()
    assert 'class="watermark"' not in write(build([line("22.00")])).decode()


def test_a_person_who_is_counted_twice_is_one_person(build, line):
    twice = [line("1.00", person_id="a"), line("2.00", person_id="a", unit_price=Decimal(9))]
    assert "Microsoft 365 Business Premium 1 62 3.00" in words(build(twice))


def test_none_never_shows(sample):
    assert not re.search(r"\bNone\b|Undefined", words(sample[1]))


def test_babel_never_rounds():
    assert Writing("ja_JP", "JPY", 2).money(Decimal("1.25")) == "￥1.25"
    assert Writing("en_US", "USD", 0).money(Decimal(3)) == "$3"
    assert Writing("de_DE", "EUR", 2).price(Decimal("1234.5678901234")) == "1.234,5678901234"
    assert Writing("en_GB", "EUR", 2).amount(Decimal("-0.00")) == "0.00"
    assert Writing("de_DE", "KWD", 3).money(Decimal("1234.5")) == "1.234,500\xa0KWD"


def test_spans_of_a_day_and_of_none():
    writing = Writing("en_GB", "EUR", 2)
    assert writing.span(date(2026, 3, 9), date(2026, 3, 10)) == "9 Mar 2026"
    assert writing.span(date(2026, 3, 9), date(2026, 3, 9)) == "9 Mar 2026"


def test_ten_thousand_lines_take_seconds(build, line):
    lines = [line(f"{at % 2200 / 100:.2f}", person_id=f"p{at}") for at in range(10_000)]
    document = build(lines)
    start = time.process_time()
    write(document)
    assert time.process_time() - start < 10
