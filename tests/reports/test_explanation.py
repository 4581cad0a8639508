"""The page of an explanation: golden, escaped, self-contained, the same bytes again."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports import explained
from reports.explanation import Explanation, Occurrence, Part, Section, Sum, Told

GOLDEN = Path(__file__).parent / "golden" / "explanations"
HOSTILE = "Ev\x1b[31mil\u202e <script>alert('1')</script> & {{ 7 * 7 }}"


def told(name: str = "Bo Lindqvist") -> Told:
    return Told(
        line_key="7RGXZWB4IX4LQS27ZGJ6ICK4JO",
        title=name,
        subtitle="bo@ostsee.example Yard",
        amount="13.55",
        occurrences=(
            Occurrence(
                document="INV-2026-000001",
                about="invoice, issued 2026-04-02",
                days="15 days",
                added="14.52",
                note="",
                says="30.00 × 15/31 = 14.516129… of 72.580645… in the group, rounded to 72.58, "
                "+0.01 by largest remainder: 14.52",
            ),
            Occurrence(
                document="CN-2026-000001",
                about="credit note, issued 2026-05-02, corrects INV-2026-000001",
                days="-1 day",
                added="-0.97",
                note="held 14 of 31 days, was 15",
                says="30.00 × 14/31 = 13.548387… now, less 30.00 × 15/31 = 14.516129… before",
            ),
        ),
        parts=(
            Part("due", "What is due now", ("13.55 is invoiced in 2 documents",)),
            Part("days", "Days that count", ("2026-03-17 to 2026-03-30, 14 days: billable",)),
        ),
    )


def one_line(name: str = "Bo Lindqvist") -> Explanation:
    return Explanation(
        title=name,
        subtitle="Business Premium, Ostsee Reederei",
        currency="EUR",
        is_document=False,
        facts=(("Period", "2026-03, 2026-03-01 to 2026-03-31"), ("Person", "ostsee-entra/u-2")),
        sections=(
            Section(
                "Business Premium, 2026-03",
                (told(name),),
                (Part("rules", "The rules", ("docs/billing.md, The price",)),),
            ),
        ),
        sums=(),
    )


def document(name: str = "Bo Lindqvist") -> Explanation:
    return Explanation(
        title="Invoice INV-2026-000001",
        subtitle="Ostsee Reederei",
        currency="EUR",
        is_document=True,
        facts=(("Status", "issued, 2026-04-02"),),
        sections=(Section("Business Premium, 2026-03", (told(name), told("Anna Brandt")), ()),),
        sums=(
            Sum("Net", "2 lines, charged", "29.04"),
            Sum("Tax S 19.00 %", "29.04 × 19.00 % = 5.5176, rounded once", "5.52"),
            Sum("Gross", "29.04 + 5.52", "34.56"),
        ),
    )


SAMPLES = {"line": one_line, "document": document}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_is_golden(name: str, request: pytest.FixtureRequest) -> None:
    path, content = GOLDEN / f"{name}.html", explained.page(SAMPLES[name](), "Kontor IT", "#0a5")
    if request.config.getoption("--regenerate-golden"):
        path.write_bytes(content)
    assert path.read_bytes() == content, f"{path.name} changed: read the diff, then regenerate"
    assert explained.page(SAMPLES[name](), "Kontor IT", "#0a5") == content


@pytest.mark.parametrize("name", SAMPLES)
def test_hostile_text_is_shown_and_not_obeyed(name: str) -> None:
    page = explained.page(SAMPLES[name](HOSTILE), HOSTILE, "red; } body { display: none").decode()
    assert "<script" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "display: none" not in page
    assert "{{ 7 * 7 }}" in page
    assert "&lt;script&gt;" in page


def test_the_page_loads_nothing() -> None:
    page = explained.page(document(), "Kontor IT", None).decode()
    for outside in ("http://", "https://", "<script", "<link", "url(", "@import"):
        assert outside not in page
    assert "default-src &#39;none&#39;" in page
