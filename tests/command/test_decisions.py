"""What people decide through the command: held looks, and days that nobody observed."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import BY, Desk
from desk_estate import batch, look, small
from desk_spine import premises, tell

EVERYBODY = "abcdef"
HELD, LATER = "2026-03-05T09:00:00Z", "2026-03-06T09:00:00Z"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """d1 and d2, each with a look at nobody and one at two users held after one at six; d3 none."""
    desk = small(tmp_path, "d1", "d2", "d3", gap_days=2)
    looks = [
        look(day, users, directory_id)
        for directory_id in ("d1", "d2")
        for day, users in ((4, EVERYBODY), (5, ""), (6, "ab"))
    ]
    folder = batch(tmp_path, "b1", *looks)
    with premises(desk.estate, desk.today) as work:
        tell(work, [("import", [str(folder)])])
    return desk


def statuses(desk: Desk, directory_id: str) -> list[tuple[object, ...]]:
    return desk.rows(
        "select day(day), status, decided_by from observations "
        f"where directory_id = '{directory_id}' order by day"
    )


def decision_files(desk: Desk) -> list[str]:
    return sorted(path.name for path in (desk.data / "decisions").iterdir())


def test_an_accepted_look_judges_the_later_held_ones_again(desk: Desk) -> None:
    said = desk.done("release", "d1", HELD, "--accept", *BY)
    assert said["said"] == [f"d1 {LATER} is accepted now"]
    assert [(held["directory_id"], held["observed_at"]) for held in said["held"]] == [
        ("d2", HELD),
        ("d2", LATER),
    ]
    assert statuses(desk, "d1") == [
        (4, "accepted", "guard"),
        (5, "accepted", "Ada"),
        (6, "accepted", "guard"),
    ]
    held = "select user_id from assignments_on(date '2026-03-05') where directory_id = 'd1'"
    assert desk.rows(held) == []
    before = decision_files(desk)
    again = desk.refused("release", "d1", HELD, "--discard", *BY)
    assert again == ["the look of 2026-03-05T09:00:00Z at d1 is accepted, not held"]
    assert decision_files(desk) == before


def test_a_discarded_look_leaves_the_later_ones_held(desk: Desk) -> None:
    said = desk.done("release", "d2", "2026-03-05T10:00:00+01:00", "--discard", *BY)
    assert said["said"] == []
    assert statuses(desk, "d2") == [
        (4, "accepted", "guard"),
        (5, "discarded", "Ada"),
        (6, "held", "guard"),
    ]
    assert desk.rows("select reason from observations where status = 'discarded'") == [
        ("as agreed",)
    ]


def test_a_look_that_never_landed_cannot_be_released(desk: Desk) -> None:
    before = decision_files(desk)
    reasons = desk.refused("release", "d9", HELD, "--accept", *BY)
    assert reasons == ["the look of 2026-03-05T09:00:00Z at d9 is not landed"]
    assert decision_files(desk) == before


def test_covered_days_are_carried_or_empty_as_decided(desk: Desk) -> None:
    desk.done("cover", "d1", "2026-03-08", "2026-03-10", "--carry", *BY)
    desk.done("cover", "d1", "2026-03-10", "2026-03-12", "--empty", *BY)
    days = desk.rows(
        "select day(day), status, decided_by from coverage "
        "where directory_id = 'd1' and day between '2026-03-07' and '2026-03-12' order by day"
    )
    assert days == [
        (7, "missing", None),
        (8, "covered", "Ada"),
        (9, "covered", "Ada"),
        (10, "covered", "Ada"),
        (11, "covered", "Ada"),
        (12, "missing", None),
    ]
    held = "select count(*) from assignments_on(date '2026-03-{}') where directory_id = 'd1'"
    assert [desk.rows(held.format(day)) for day in ("09", "10", "12")] == [[(6,)], [(0,)], [(6,)]]


@pytest.mark.parametrize(
    ("verb", "reason"),
    [
        (
            ("cover", "d9", "2026-03-08", "2026-03-10", "--carry"),
            "cover of d9: unknown directory",
        ),
        (
            ("cover", "d1", "2026-03-10", "2026-03-08", "--empty"),
            "cover of d1: 2026-03-08 is not after 2026-03-10 (the second day is exclusive)",
        ),
        (
            ("cover", "d1", "2026-03-10", "2026-03-10", "--empty"),
            "cover of d1: 2026-03-10 is not after 2026-03-10 (the second day is exclusive)",
        ),
        (
            ("cover", "d1", "2026-03-10", "2026-04-04", "--empty"),
            "cover of d1: the days end with 2026-04-03, which is after today, 2026-04-02 (days to "
            "come can still be looked at)",
        ),
    ],
)
def test_a_cover_that_makes_no_sense_is_refused(
    tmp_path: Path, verb: tuple[str, ...], reason: str
) -> None:
    desk = small(tmp_path)
    assert desk.refused(*verb, *BY) == [reason]
    assert list((desk.data / "decisions").glob("*-cover.json")) == []


@pytest.mark.parametrize(
    "verb",
    [
        ("release", "d1", "2026-03-05T09:00:00", "--accept", *BY),
        ("release", "d1", "yesterday", "--accept", *BY),
        ("release", "d1", HELD, *BY),
        ("release", "d1", HELD, "--accept", "--by", "Ada"),
        ("release", "d1", HELD, "--accept", "--reason", "so"),
        ("cover", "d1", "2026-03-08", "2026-02-30", "--carry", *BY),
        ("cover", "d1", "2026-03-08", "2026-03-10", *BY),
        ("cover", "d1", "2026-03-08", "--carry", *BY),
        ("bill", "2026-13"),
        ("bill", "2026-3"),
        ("bill", "0026-03"),
        ("bill", "9999-12"),
        ("approve", "2026-3", "--by", "Ada"),
        ("issue", "2026-3"),
        ("correct", "2026-3"),
        ("bill", "March"),
        ("bill",),
        ("import",),
        ("improt", "x"),
        ("sql", "select 1", "select 2"),
        ("sql",),
        ("demo", "--loud"),
    ],
)
def test_a_call_that_is_no_call_exits_2_and_does_nothing(
    tmp_path: Path, verb: tuple[str, ...]
) -> None:
    desk = small(tmp_path)
    result = desk.call(*verb)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert result.stdout == ""
    assert not desk.data.exists()
