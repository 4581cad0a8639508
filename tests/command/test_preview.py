"""A month still open, shown as if everybody kept to its end what they have now."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from desk import Desk
from desk_estate import batch, look, small

FIFTEENTH = date(2026, 3, 15)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """In the middle of March: a from the 1st on, b from the 11th on, c until the 11th."""
    root = tmp_path_factory.mktemp("preview")
    desk = replace(small(root), today=FIFTEENTH)
    desk.done("import", batch(root, "b1", look(1, "ac"), look(11, "ab")))
    return desk


@pytest.fixture(scope="module")
def previewed(desk: Desk) -> dict[str, bytes]:
    """The files of the preview, by suffix."""
    said = desk.done("bill", "2026-03", "--preview")
    (customer,) = said["customers"]
    # 30.00 * 31/31 + 30.00 * 21/31 + 30.00 * 10/31, and 19 % of it
    assert (customer["status"], customer["net"], customer["gross"]) == (
        "previewed",
        "60.000",
        "71.400",
    )
    files = (Path(said["documents"]) / "acme").iterdir()
    return {path.suffix: path.read_bytes() for path in files if path.name.startswith("preview-")}


def test_who_holds_now_holds_to_the_end(previewed: dict[str, bytes]) -> None:
    document = json.loads(previewed[".json"])
    days = {line["person_id"]: line["days"] for line in document["lines"]}
    assert days == {"d1/a": 31, "d1/b": 21, "d1/c": 10}


def test_every_format_says_that_it_is_a_preview(previewed: dict[str, bytes]) -> None:
    assert set(previewed) == {".html", ".csv", ".json"}
    page = previewed[".html"].decode()
    assert '<div class="watermark" aria-hidden="true">PREVIEW</div>' in page
    assert "please do not pay it" in page
    assert json.loads(previewed[".json"])["status"] == "preview"
    rows = previewed[".csv"].decode().splitlines()[1:]
    assert len(rows) == 3
    assert all(row.endswith(",PREVIEW") for row in rows)


@pytest.mark.usefixtures("previewed")
def test_nothing_of_it_is_kept_but_files(desk: Desk) -> None:
    for table in ("documents", "lines", "charges", "periods", "blockers"):
        assert desk.rows(f"select count(*) from {table}") == [(0,)], table
    assert not (desk.data / "documents").exists()


@pytest.mark.usefixtures("previewed")
def test_the_same_month_is_not_drafted_before_it_is_over(desk: Desk) -> None:
    refused = desk.refused("bill", "2026-03")
    assert refused == ["period 2026-03 is not over: it ends on 2026-04-01 at the earliest"]


def test_what_blocks_a_bill_blocks_its_preview(tmp_path: Path) -> None:
    desk = replace(small(tmp_path, "d1", "d2"), today=FIFTEENTH)
    desk.done("import", batch(tmp_path, "b1", look(1, "a")))
    reasons = desk.refused("bill", "2026-03", "--preview")
    assert reasons == ["blocked: acme: never_observed d2: no accepted look before 2026-04-01"]
    assert not list(desk.data.glob("preview/2026-03/acme/*"))


def test_a_preview_leaves_drafts_as_they_are(tmp_path: Path) -> None:
    desk = small(tmp_path)
    desk.done("import", batch(tmp_path, "b1", look(1, "a"), look(31, "ab")))
    desk.done("bill", "2026-03")
    before = desk.rows("from documents")
    desk.done("bill", "2026-03", "--preview")
    desk.done("publish")
    assert desk.rows("from documents") == before != []
