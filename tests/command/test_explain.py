"""`explain` from every kind of line to the looks, the price row and the rule, checked by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from desk_estate import batch
from explained_estate import EVIL, PRODUCTS, first, several
from explained_sums import check

from pipelines.verbs import completing

INVOICE = "INV-2026-000001"


@pytest.fixture(scope="module")
def billed(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The estate with March issued, and nothing known since."""
    desk = several(tmp_path_factory.mktemp("shop"))
    desk.done("issue", "2026-03")
    return desk


@pytest.fixture(scope="module")
def lines(billed: Desk) -> list[dict[str, Any]]:
    return list(billed.done("explain", INVOICE)["lines"])


def of(lines: list[dict[str, Any]], product: str | None, who: str) -> list[dict[str, Any]]:
    """Lines of a product for a person or of a kind, the higher price first."""
    found = [
        line
        for line in lines
        if line["product_code"] == product and who in (line["person_id"], line["kind"])
    ]
    return sorted(found, key=lambda line: -float(line["unit_price"] or 0))


def says(line: dict[str, Any], part: str) -> list[str]:
    return [row["says"] for row in line[part]]


def test_every_sum_as_written_is_right_and_the_days_add_up(lines: list[dict[str, Any]]) -> None:
    kinds = {line["kind"] for line in lines}
    assert kinds == {"person", "minimum", "unassigned", "flat", "counted", "adjustment"}
    prorations = {line["proration"] for line in lines} - {None}
    assert prorations == {"actual_days", "full_period", "fixed_30", "until_period_end"}
    assert {line["product_code"] for line in lines} == {*PRODUCTS, None}
    for line in lines:
        check(line)
        if line["kind"] != "adjustment":
            assert {row["estate"] for row in line["prices"]} == {line["documents"][0]["estate"]}


# 30.00 × 16/31 for anna, 15/31 for bo, 11/31 for cem and 16/31 for evil: 30.00 × 58/31; and
# 19.6875 × 15/31 (anna), 6/31 (cem, less four days), 15/31 (evil): 19.6875 × 36/31.
# Of the 3 cents that are over, anna's and evil's 9.5262 and then bo's 14.5161 get one each.
SEATS = "78.991935…"
AS_WRITTEN = {
    ("seat", "d1/bo"): f"30.00 × 15/31 = 14.516129… of {SEATS} in the group, rounded to 78.99, "
    "+0.01 by largest remainder: 14.52",
    ("whole", "d1/bo"): "9.99 × 1 = 9.99 of 9.99 in the group: 9.99",
    ("thirty", "d1/bo"): "10.00 × 10/30 = 3.333333… of 13.333333… in the group, rounded to 13.33, "
    "no +0.01 by largest remainder: 3.33",
    ("thirty", "anna"): "10.00 × 1 = 10.00 of 13.333333… in the group, rounded to 13.33: 10.00",
    ("until", "d1/bo"): "12.34 × 22/31 = 8.757419… of 8.757419… in the group, rounded to 8.76, "
    "+0.01 by largest remainder: 8.76",
    ("store", "counted"): "0.31 × 4700/31 = 47.00 of 47.00 in the group: 47.00",
    ("desk", "flat"): "50.00 × 31/31 = 50.00 of 50.00 in the group: 50.00",
    ("room", "unassigned"): "4.00 × 62/31 = 8.00 of 12.00 in the group: 8.00",
    # Two units missing of three on 15 days, all three on 16: 78 unit-days.
    ("atleast", "minimum"): "7.00 × 78/31 = 17.612903… of 21.00 in the group, no +0.01 by largest "
    "remainder: 17.61",
    (None, "adjustment"): "-5.00, as the estate says it; adjustments are not prorated",
}  # fmt: skip


@pytest.mark.parametrize(("product", "who"), AS_WRITTEN)
def test_arithmetic_is_written_out(
    lines: list[dict[str, Any]], product: str | None, who: str
) -> None:
    line = of(lines, product, who)[0]
    assert says(line, "documents") == [AS_WRITTEN[product, who]]


def test_days_say_who_or_what_counts_and_why(lines: list[dict[str, Any]]) -> None:
    def days(product: str | None, who: str, place: int = 0) -> list[str]:
        return says(of(lines, product, who)[place], "days")

    assert days("seat", "d1/cem") == ["2026-03-21 to 2026-03-31, 11 days: billable"]
    assert days("seat", "d1/cem", 1) == ["2026-03-05 to 2026-03-10, 6 days: billable"]
    assert days("until", "d1/bo") == [
        "2026-03-10 to 2026-03-19, 10 days: billable; charged from the first day, 2026-03-10, "
        "to 2026-03-31 whatever happens later"
    ]
    assert days("steps", "d1/bo") == [
        "2026-03-18 to 2026-03-31, 14 days: place 1 of 1, priced as from place 1"
    ]
    assert days("steps", "d1/bo", 1) == [
        "2026-03-10 to 2026-03-17, 8 days: place 2 of 2, priced as from place 2"
    ]
    assert days("heads", "d1/cem") == [
        "2026-03-17 to 2026-03-31, 15 days: 3 persons, priced as from 3"
    ]
    assert days("atleast", "minimum") == [
        "2026-03-01 to 2026-03-15, 2 units on 15 days = 30 unit-days: at least 3 units, of which "
        "persons take 1",
        "2026-03-16 to 2026-03-31, 3 units on 16 days = 48 unit-days: at least 3 units, of which "
        "persons take 0",
    ]
    assert days("room", "unassigned") == [
        "2026-03-01 to 2026-03-31, 2 units on 31 days = 62 unit-days: 3 units of room bought in "
        "d1, 1 held"
    ]
    estate = lines[0]["documents"][0]["estate"][:12]
    assert days("store", "counted")[0] == (
        "2026-03-01 to 2026-03-15, 100 units on 15 days = 1500 unit-days: quantities.csv line 2 "
        f"of estate {estate} counts 100 (archive)"
    )
    assert days(None, "adjustment") == [
        f"2026-03-20, adjustments.csv line 2 of estate {estate}: A day without mail"
    ]


def test_spans_name_the_looks_that_opened_and_closed_them(lines: list[dict[str, Any]]) -> None:
    (line,) = of(lines, "until", "d1/bo")
    (span,) = line["spans"]
    assert (span["valid_from"], span["valid_to"]) == ("2026-03-10", "2026-03-20")
    assert span["opened_at"].startswith("2026-03-10 09:00:00")
    assert span["before_at"].startswith("2026-03-09 09:00:00")
    assert span["closed_at"].startswith("2026-03-20 09:00:00")
    assert span["opened_batch"] == span["closed_batch"] != ""
    assert line["coverage"][0]["says"] == (
        "d1: of 10 billed days 7 observed, 3 carried from the look before"
    )


def test_a_person_of_two_accounts_and_two_skus_has_a_span_for_each(
    lines: list[dict[str, Any]],
) -> None:
    line = of(lines, "seat", "anna")[0]
    held = {(s["directory_id"], s["user_id"], s["held"]) for s in line["spans"]}
    assert held == {
        ("d1", "anna", "seat"),
        ("d1", "anna", "seat-plus"),
        ("d2", "anna-admin", "seat"),
    }


def test_what_was_taken_away_is_told_with_its_row(lines: list[dict[str, Any]]) -> None:
    trainee = of(lines, "seat", "d1/cem")[0]
    assert says(trainee, "exclusions")[0] == (
        "2026-03-01 to 2026-03-04, 4 days not billed: trial weeks (exclusions.csv line 3)"
    )
    (part,) = of(lines, "part", "d1/bo")
    assert says(part, "exclusions")[0] == (
        "2026-03-11 to 2026-03-31, 21 days not billed: included in suite (products.csv line 11)"
    )
    considered = says(of(lines, "seat", "d1/bo")[0], "exclusions")
    assert considered == [
        f"considered of exclusions.csv in estate {trainee['documents'][0]['estate'][:12]}: "
        "line 2 (domain), line 3 (department); nothing was taken away"
    ]


def test_a_price_row_is_that_of_the_day_with_its_discount(lines: list[dict[str, Any]]) -> None:
    now, then = of(lines, "seat", "d1/cem")
    assert (now["prices"][0]["line"], then["prices"][0]["line"]) == (3, 2)
    assert (
        "list price 22.50 EUR, less 12.5 % = 19.6875, from 2026-01-01 to before 2026-03-16"
        in (then["prices"][0]["says"])
    )
    (own,) = of(lines, "desk", "flat")
    assert "own price 50.00 EUR" in own["prices"][0]["says"]


def test_moments_of_another_zone_say_its_day(billed: Desk) -> None:
    (number,) = billed.rows("select number from documents where customer_id = 'kyoto'")[0]
    (line,) = billed.done("explain", number)["lines"]
    check(line)
    # 22:00 UTC on the 10th is the morning of the 11th in Kyoto: 21 days of 31, no decimals.
    assert line["documents"][0]["says"] == (
        "3000 × 21/31 = 2032.258064… of 2032.258064… in the group, rounded to 2032, no +1 by "
        "largest remainder: 2032"
    )
    (span,) = line["spans"]
    assert span["valid_from"] == "2026-03-11"
    assert "2026-03-10T22:00:00Z, 07:00 on 2026-03-11 in Asia/Tokyo" in span["says"]


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """March issued, other prices since, a late look that lacks one seat, and its credit note."""
    root = tmp_path_factory.mktemp("late")
    desk = several(root)
    desk.done("issue", "2026-03")
    path = desk.estate / "price_book.csv"
    path.write_text("# prices of April\n" + path.read_text().replace("30.00", "33.00"))
    may = replace(desk, today=date(2026, 5, 2))
    may.done("import", batch(root, "late", first(14, without=("bo", "seat"))))
    may.done("import", batch(root, "later", first(13)))
    late = replace(desk, today=date(2026, 5, 3))
    late.done("import", batch(root, "latest", first(15, without=("anna", "room"))))
    late.done("correct", "2026-03")
    late.done("issue", "2026-03")
    return late


def test_after_a_correction_it_says_which_batch_brought_what(corrected: Desk) -> None:
    (key,) = corrected.rows(
        "select line_key from lines where person_id = 'anna' and product_code = 'room' limit 1"
    )[0]
    (line,) = corrected.done("explain", key)["lines"]
    check(line)
    first_said, then_said = says(line, "documents")
    assert first_said.startswith("4.00 × 31/31 = 4.00 of 12.00 in the group")
    # Held on 30 days now: 4.00 × 30/31 = 3.870…, the day goes to units that nobody holds.
    assert then_said == (
        "4.00 × 30/31 = 3.870967… now, less 4.00 × 31/31 = 4.00 before, is -0.129032…; the group "
        "is 12.00 now, less 12.00 invoiced for it before, no +0.01 by largest remainder: -0.13"
    )
    (batch_name,) = corrected.rows(
        "select batch from observations where directory_id = 'd1' and day = '2026-03-15'"
    )[0]
    brought = [said for said in says(line, "changes") if "no more" in said]
    assert len(brought) == 1
    assert f"batch {batch_name}, recorded 2026-05-03T10:00:00Z" in brought[0]
    assert "the look at d1 of 2026-03-15T09:00:00Z: it shows anna with room no more" in brought[0]
    assert line["says"].endswith("due now is 4.00 × 30/31 = 3.870967…")


def test_an_issued_line_keeps_the_price_row_of_its_version(corrected: Desk) -> None:
    (key,) = corrected.rows(
        "select line_key from lines where person_id = 'd1/bo' and unit_price = 30"
    )[0]
    (line,) = corrected.done("explain", key)["lines"]
    (price,) = line["prices"]
    # The row has moved down a line since and costs more; the invoice was under the version before.
    assert (price["line"], price["list_price"]) == (3, "30.000000")
    assert price["estate"] == line["documents"][0]["estate"]
    assert corrected.rows("select count(*) from prices where unit_price = 33") == [(1,)]
    kept = corrected.data / "estates" / price["estate"] / "price_book.csv"
    assert kept.read_text().splitlines()[2].startswith(",seat,2026-03-16")


def test_the_versions_are_read_again_when_the_warehouse_is_gone(corrected: Desk) -> None:
    before = corrected.rows("from estate_rows order by all")
    assert before
    (corrected.data / "warehouse.duckdb").unlink()
    corrected.done("publish")
    assert corrected.rows("from estate_rows order by all") == before
    said = corrected.done("explain", INVOICE)["lines"][0]
    assert said["due"] is None
    assert "was not computed since the tables were built anew" in said["says"]
    corrected.done("correct", "2026-03")
    assert corrected.done("explain", INVOICE)["lines"][0]["due"] is not None


def test_a_document_has_its_taxes_and_totals(billed: Desk) -> None:
    found = billed.done("explain", INVOICE)
    net, tax, gross = (found["document"][name] for name in ("net", "tax", "gross"))
    assert [row["tax_rate"] for row in found["taxes"]] == ["19.00"]
    text = billed.call("explain", INVOICE, is_json=False).stdout
    plain = {name: f"{float(value):,.2f}" for name, value in
             (("net", net), ("tax", tax), ("gross", gross))}  # fmt: skip
    assert f"lines, charged: {plain['net']} EUR" in text
    assert f"Tax S 19.00 %: {plain['net']} × 19.00 % = " in text
    assert f"rounded once: {plain['tax']} EUR" in text
    assert f"Gross: {plain['net']} + {plain['tax']}: {plain['gross']} EUR" in text


def test_hostile_names_reach_neither_a_terminal_nor_a_page(billed: Desk, tmp_path: Path) -> None:
    (key,) = billed.rows("select line_key from lines where person_id = 'd1/evil' limit 1")[0]
    assert billed.rows(f"select display_name from lines where line_key = '{key}'")[0] == (EVIL,)
    page = tmp_path / "line.html"
    for what in (key, INVOICE):
        text = billed.call("explain", what, "--html", page, is_json=False).stdout
        assert "\x1b" not in text
        assert "Ev\\x1b[31mil" in text
        html = page.read_text()
        assert "\x1b" not in html
        assert "<script" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in html


def test_the_same_page_has_the_same_bytes(billed: Desk, tmp_path: Path) -> None:
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    said = [billed.done("explain", INVOICE, "--html", page)["html"] for page in pages]
    assert said == [str(page) for page in pages]
    one, two = (page.read_bytes() for page in pages)
    assert one == two
    for outside in (b"http://", b"https://", b"<script", b"<link", b"url("):
        assert outside not in one


def test_a_page_that_cannot_be_written_is_said(billed: Desk, tmp_path: Path) -> None:
    (reason,) = billed.refused("explain", INVOICE, "--html", tmp_path / "none" / "page.html")
    assert reason.endswith("page.html: cannot be written: No such file or directory")


def test_what_does_not_exist_names_the_nearest_number(billed: Desk) -> None:
    (reason,) = billed.refused("explain", "INV-2026-00001")
    assert reason.startswith(
        "no line has the key and no document the number 'INV-2026-00001' (nearest number: INV-2026-"
    )
    (reason,) = billed.refused("explain", "\x1b]0;gone\x07")
    assert "\x1b" not in reason


def test_a_draft_is_explained_by_the_id_its_file_is_named_for(tmp_path: Path) -> None:
    desk = several(tmp_path)
    assert desk.refused("explain", "INV-1")[0].startswith("no line has the key")
    desk.done("bill", "2026-03")
    (document_id,) = desk.rows("select document_id from documents where customer_id = 'acme'")[0]
    found = desk.done("explain", document_id)
    for line in found["lines"]:
        check(line)
        assert line["says"].startswith("nothing is invoiced yet, ")
        assert line["documents"][0]["status"] == "draft"


def test_the_macro_says_what_the_verb_does(billed: Desk, lines: list[dict[str, Any]]) -> None:
    for line in lines[:5]:
        key = line["line_key"]
        told = billed.rows(f"select topic, says from finance.explain_line('{key}')")
        assert [said for topic, said in told if topic == "document"] == says(line, "documents")
        assert [said for topic, said in told if topic == "rule"] == says(line, "rules")
        assert {topic for topic, _ in told} >= {"document", "due", "days", "price", "rule"}
    assert billed.rows("from finance.explain_line('none')") == []


def test_every_rule_is_a_section_of_the_docs(lines: list[dict[str, Any]]) -> None:
    docs = Path(__file__).parents[2] / "docs" / "billing.md"
    sections = {
        row.removeprefix("## ") for row in docs.read_text().splitlines() if row.startswith("## ")
    }
    assert {row["section"] for line in lines for row in line["rules"]} <= sections


def test_numbers_are_completed(billed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(_completed(billed, "INV-2026")) == sorted(
        (number for (number,) in billed.rows("select number from documents")), reverse=True
    )
    assert list(_completed(billed, "CN")) == []


def _completed(desk: Desk, begun: str) -> Iterator[str]:
    import click

    from pipelines.cli import main

    context = click.Context(main)
    context.params = {"root": desk.estate}
    yield from completing.numbers(context, main.commands["explain"].params[0], begun)


def test_json_is_one_object(billed: Desk) -> None:
    said = billed.call("explain", INVOICE).stdout
    assert set(json.loads(said)) == {"asked", "document", "taxes", "lines"}
