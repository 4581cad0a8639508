"""As known then: past drafts come back byte for byte, and what became known since is told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from desk_estate import MARCH, batch, look, small
from desk_published import assert_as_anew
from oracle_files import LookRows

DAYS = ("2026-04-02", "2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06", "2026-04-07")
Known = dict[str, tuple[dict[str, bytes], list[Any]]]


def at(desk: Desk, day: str) -> Desk:
    return replace(desk, today=date.fromisoformat(day))


def moment(day: str) -> str:
    return f"{day}T10:00:00Z"


def held(day: int, holders: str, directory_id: str = "d1", users: str = "abcdefg") -> LookRows:
    """A look at all users, of whom some hold the SKU."""
    seen = look(day, users, directory_id)
    seen.assignments = [{"user_id": user, "sku_id": "e3"} for user in holders]
    return seen


def price(desk: Desk, old: str, new: str) -> None:
    path = desk.estate / "price_book.csv"
    path.write_text(path.read_text().replace(old, new))


def drafted(desk: Desk) -> tuple[dict[str, bytes], list[Any]]:
    """The files of drafts, and the rows of finance that stand for what is not settled."""
    root = desk.data / "documents"
    files = {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("draft-*"))
    }
    rows = [
        desk.rows(
            f"from {table} where period not in (select period from periods "
            "where status in ('issued', 'settled')) order by all"
        )
        for table in ("charges", "billable_days", "blockers", "periods")
    ]
    rows += [desk.rows("from documents where number is null order by all")]
    rows += [
        desk.rows(
            "from lines where document_id in (select document_id from documents "
            "where number is null) order by all"
        )
    ]
    return files, rows


def tell(tmp_path: Path) -> tuple[Desk, Known]:
    """A month that is billed day after day while more of it becomes known, and each draft kept."""
    desk, known = small(tmp_path, "d1", "d2"), Known()
    looks = [held(1, "ab"), held(10, "abcde"), held(31, "abcde"), held(1, "x", "d2", "x")]
    story = {
        DAYS[0]: lambda day: day.done("import", batch(tmp_path, "b1", *looks)),
        # All but one are gone: held, so that March is blocked.
        DAYS[1]: lambda day: day.done("import", batch(tmp_path, "b2", held(20, "a", users="a"))),
        DAYS[2]: lambda day: day.done(
            "release", "d1", "2026-03-20T09:00:00Z", "--discard", "--by", "Ada", "--reason", "cut"
        ),
        DAYS[3]: lambda day: price(day, "30.00", "31.00"),
        DAYS[4]: lambda day: day.done("import", batch(tmp_path, "b3", held(15, "bcde"))),
        DAYS[5]: lambda day: price(day, "31.00", "30.00"),
    }
    for name, happens in story.items():
        day = at(desk, name)
        happens(day)
        day.call("bill", MARCH)
        known[name] = drafted(day)
    return at(desk, "2026-04-08"), known


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Known]:
    return tell(tmp_path_factory.mktemp("story"))


@pytest.fixture
def desk(told: tuple[Desk, Known], tmp_path: Path) -> Desk:
    """The estate as it is at the end of the story, to be worked on by one test."""
    kept = told[0]
    shutil.copytree(kept.estate, tmp_path / "estate", symlinks=True)
    return replace(kept, estate=tmp_path / "estate")


def test_every_day_of_the_story_knows_something_else(told: tuple[Desk, Known]) -> None:
    _, known = told
    assert known[DAYS[1]][0] == {}
    assert len(known[DAYS[0]][0]) == 3
    assert known[DAYS[2]] == known[DAYS[0]]
    assert len({str(known[day]) for day in DAYS}) == len(DAYS) - 1


def test_each_past_draft_comes_back_byte_for_byte_in_any_order(
    desk: Desk, told: tuple[Desk, Known]
) -> None:
    _, known = told
    for day in (DAYS[3], DAYS[0], DAYS[5], DAYS[1], DAYS[4], DAYS[2]):
        desk.call("bill", MARCH, "--as-of", moment(day))
        assert drafted(desk) == known[day], day
    assert_as_anew(desk)
    assert not (desk.data / ".as-known").exists()


def truths(desk: Desk) -> dict[str, bytes]:
    return {
        str(path.relative_to(desk.data)): path.read_bytes()
        for name in ("landing", "decisions", "ledger", "estates")
        for path in sorted((desk.data / name).rglob("*"))
        if path.is_file()
    }


def test_a_plain_bill_brings_the_drafts_of_now_back_and_no_truth_was_touched(
    desk: Desk, told: tuple[Desk, Known]
) -> None:
    before = truths(desk)
    history = desk.rows("from assignments order by all")
    desk.done("bill", MARCH, "--as-of", moment(DAYS[0]))
    assert desk.rows("from assignments order by all") == history
    desk.done("bill", MARCH)
    assert drafted(desk) == told[1][DAYS[5]]
    assert truths(desk) == before


def test_what_became_known_since_is_told_line_by_line(desk: Desk) -> None:
    said = desk.done("bill", MARCH, "--as-of", moment(DAYS[0]), "--diff")["difference"]
    assert [row["batch"][:8] for row in said["since"]["batches"]] == ["00000002", "00000003"]
    assert [row["decision"] for row in said["since"]["decisions"]] == ["discarded"]
    assert [row["files"] for row in said["since"]["estates"]] == [["price_book.csv"]] * 2
    lines = {row["person_id"]: row for row in said["lines"]}
    # The price is as it was then; a did not hold it from the 15th to the 30th: 30.00 * 15/31.
    assert set(lines) == {"d1/a"}
    a = lines["d1/a"]
    assert (a["days_then"], a["days_now"], a["then"], a["now"]) == (31, 15, "30.00", "14.52")
    assert a["why"][0].startswith("batch 00000002")
    assert sum(float(row["difference"]) for row in said["lines"]) == pytest.approx(
        float(said["customers"][0]["difference"])
    )
    since = desk.done("bill", MARCH, "--as-of", moment(DAYS[3]), "--diff")["difference"]
    x = [row for row in since["lines"] if row["person_id"] == "d2/x"]
    assert [(row["then"], row["now"]) for row in x] == [(None, "30.00"), ("31.00", None)]
    assert all("price_book.csv" in why for row in x for why in row["why"])


def test_what_is_issued_stays_and_is_reported(desk: Desk) -> None:
    desk.done("issue", MARCH)
    before = truths(desk), desk.rows("from documents order by all")
    said = desk.done("bill", MARCH, "--as-of", moment(DAYS[0]), "--diff")
    assert [row["status"] for row in said["customers"]] == ["issued"]
    (warning,) = said["warnings"]
    assert warning.startswith("acme: 2026-03 was issued as INV-2026-000001 at 2026-04-08")
    assert said["difference"]["customers"][0]["then"]["status"] == "drafted"
    assert len(said["difference"]["lines"]) == 1
    assert drafted(desk)[0] == {}
    assert (truths(desk), desk.rows("from documents order by all")) == before
    assert desk.done("correct")["documents"] == []


def test_a_draft_made_before_an_issue_knows_nothing_of_it(desk: Desk) -> None:
    """With next_invoice, what a late look changes in March is on April's draft once it came."""
    path = desk.estate / "settings.toml"
    added = '[billing]\ncorrection = "next_invoice"\n'
    path.write_text(path.read_text().replace("[billing]\n", added))
    desk.done("issue", MARCH)
    may = at(desk, "2026-05-02")
    may.done("import", batch(desk.estate, "b4", *april()))
    may.done("bill", "2026-04")
    before = drafted(may)
    later = at(desk, "2026-05-03")
    later.done("import", batch(desk.estate, "b5", held(12, "bcde")))
    later.done("bill", "2026-04")
    now = drafted(later)
    assert now != before
    end = at(desk, "2026-05-04")
    end.done("bill", "2026-04", "--as-of", moment("2026-05-02"))
    assert drafted(end) == before
    end.done("bill", "2026-04", "--as-of", moment("2026-05-03"))
    assert drafted(end) == now


def april() -> list[LookRows]:
    seen = [held(3, "abcde"), held(3, "x", "d2", "x")]
    for one in seen:
        one.observed_at = one.observed_at.replace(month=4)
    return seen


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [
        ("2026-04-09", "2026-04-09T12:00:00+02:00 is after 2026-04-08T10:00:00+00:00"),
        ("2026-04-01", "nothing was recorded by 2026-04-01T12:00:00+02:00"),
    ],
)
def test_a_moment_to_come_and_one_before_everything_are_refused(
    desk: Desk, told: tuple[Desk, Known], as_of: str, reason: str
) -> None:
    assert desk.refused("bill", MARCH, "--as-of", as_of)[0].startswith(reason)
    assert drafted(desk) == told[1][DAYS[5]]


def test_a_period_that_was_not_over_then_is_refused_as_it_was(desk: Desk) -> None:
    april = "period 2026-04 was not over at 2026-04-03T10:00:00+00:00: it ends on 2026-05-01"
    reasons = at(desk, "2026-05-02").refused("bill", "2026-04", "--as-of", moment(DAYS[1]))
    assert reasons[0].startswith(april)


def test_what_a_killed_run_left_is_taken_away(desk: Desk) -> None:
    left = desk.data / ".as-known" / "landing"
    left.mkdir(parents=True)
    (left / "00000001-x").symlink_to(desk.data / "landing")
    before = truths(desk)
    desk.done("publish")
    assert not left.parent.exists()
    assert truths(desk) == before


@pytest.mark.parametrize("options", [["--diff"], ["--as-of", "2026-04-03", "--preview"]])
def test_options_that_do_not_go_together_are_no_command(desk: Desk, options: list[str]) -> None:
    assert desk.call("bill", MARCH, *options).exit_code == 2
