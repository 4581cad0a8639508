"""The oracle against rules 1 and 2: days held, and the guard."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from oracle_cases import daily, estate, exacts, exclusion, look, march, play, span
from oracle_files import LookRows


def test_1_a_day_is_the_union_of_its_looks_in_the_customers_zone(tmp_path: Path) -> None:
    looks = [
        look(march(1), {"a": ["s1"]}, hour=9),
        look(march(1), {"b": ["s1"]}, hour=22),
        look(march(1), {"c": ["s1"]}, hour=23),
    ]
    result = play(tmp_path, estate(), looks, today=march(2))
    assert {(s[1], s[3], s[4]) for s in result.assignment_spans} == {
        ("a", march(1), march(2)),
        ("b", march(1), march(2)),
        ("c", march(2), None),
    }


def test_1_days_are_carried_for_the_gap_and_then_missing(tmp_path: Path) -> None:
    looks = [look(march(1), {"a": ["s1"]}), look(march(12), {"a": ["s1"]})]
    looks += daily(march(13), march(32), {"a": ["s1"]})
    result = play(tmp_path, estate(), looks)
    told = [result.coverage["d1", march(day)] for day in range(1, 13)]
    assert told == ["observed"] + ["carried"] * 7 + ["missing"] * 3 + ["observed"]
    assert ("missing_days", False) in result.blockers["acme"]
    assert not result.documents
    assert {s[3:5] for s in result.assignment_spans} == {(march(1), None)}


@pytest.mark.parametrize(("kind", "days"), [("carry", 31), ("empty", 28)])
def test_1_cover_decides_missing_days(tmp_path: Path, kind: str, days: int) -> None:
    looks = [look(march(1), {"a": ["s1"]}), *daily(march(12), march(32), {"a": ["s1"]})]
    cover = ("cover", "d1", march(9), march(12), kind)
    result = play(tmp_path, estate(), looks, cover)
    assert result.coverage["d1", march(9)] == "covered"
    assert exacts(result) == {"d1/a": Fraction(days)}
    assert result.blocked() == set()


def crowd(count: int) -> dict[str, list[str]]:
    return {f"u{n:02}": ["s1"] for n in range(count)}


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        (10, 7, "accepted"),
        (10, 6, "held"),
        (4, 1, "accepted"),
        (4, 0, "held"),
        (5, 3, "held"),
        (5, 4, "accepted"),
    ],
)
def test_2_guard(tmp_path: Path, before: int, now: int, status: str) -> None:
    result = play(tmp_path, estate(), [look(march(1), crowd(before)), look(march(2), crowd(now))])
    assert result.observations["d1", datetime(2025, 3, 2, 10, tzinfo=UTC)] == status


def test_2_guard_judges_assignments_alone(tmp_path: Path) -> None:
    bare = {user_id: skus if user_id < "u03" else [] for user_id, skus in crowd(5).items()}
    result = play(tmp_path, estate(), [look(march(1), crowd(5)), look(march(2), bare)])
    assert list(result.observations.values()) == ["accepted", "held"]


def test_2_accepting_judges_the_later_held_again(tmp_path: Path) -> None:
    looks = [look(march(1), crowd(10)), look(march(2), crowd(5)), look(march(3), crowd(5))]
    second = datetime(2025, 3, 2, 10, tzinfo=UTC)
    accept, discard = (("release", "d1", second, verdict) for verdict in ("accept", "discard"))
    kept = play(tmp_path / "held", estate(), looks)
    assert list(kept.observations.values()) == ["accepted", "held", "held"]
    accepted = play(tmp_path / "accepted", estate(), looks, accept)
    assert list(accepted.observations.values()) == ["accepted"] * 3
    discarded = play(tmp_path / "discarded", estate(), looks, discard)
    assert list(discarded.observations.values()) == ["accepted", "discarded", "held"]


def test_2_what_was_accepted_stays_accepted(tmp_path: Path) -> None:
    first = [look(march(1), crowd(10)), look(march(5), crowd(8))]
    older = [look(march(3), crowd(14))]
    result = play(tmp_path, estate(), first, older)
    assert set(result.observations.values()) == {"accepted"}


def test_2_same_as_repeats_the_rows(tmp_path: Path) -> None:
    first = look(march(1), {"a": ["s1"]})
    chain = [
        LookRows("d1", look(march(2), {}).observed_at, same_as=first.observed_at),
        LookRows("d1", look(march(3), {}).observed_at, same_as=look(march(2), {}).observed_at),
    ]
    result = play(tmp_path, estate(), [first, *chain], today=march(20))
    assert result.coverage["d1", march(10)] == "carried"
    assert {s[3:5] for s in result.assignment_spans} == {(march(1), None)}


def test_2_a_held_look_blocks_also_beside_an_accepted_one(tmp_path: Path) -> None:
    looks = daily(march(1), march(32), crowd(6))
    result = play(tmp_path, estate(), looks, [look(march(9), crowd(1), hour=12)])
    assert result.coverage["d1", march(9)] == "observed"
    assert result.blockers["acme"] == {("held_observation", False)}


def test_2_a_held_day_past_the_gap_is_missing_too(tmp_path: Path) -> None:
    looks = [look(march(1), crowd(6)), look(march(5), {}), look(march(10), {})]
    result = play(tmp_path / "held", estate(), looks)
    assert (result.coverage["d1", march(5)], result.coverage["d1", march(10)]) == ("held", "held")
    assert result.blockers["acme"] == {("held_observation", False), ("missing_days", False)}
    cover = ("cover", "d1", march(5), march(11), "carry")
    covered = play(tmp_path / "covered", estate(), looks, cover)
    assert covered.coverage["d1", march(10)] == "covered"


def test_1_cover_empty_also_empties_days_begun_by_evidence(tmp_path: Path) -> None:
    looks = [look(march(1), {"z": ["s2"]})]
    looks += [
        look(day, {"z": ["s2"], "a": ["s1"]}, assigned={"a": "2025-03-03T09:00:00Z"})
        for day in sorted(span(6, 31))
    ]
    cover = ("cover", "d1", march(4), march(6), "empty")
    result = play(tmp_path, estate(), looks, cover)
    assert result.billable["acme", "d1/a", "P"] == {march(3)} | span(6, 31)
    assert result.billable["acme", "d1/z", "Q"] == span(1, 3) | span(6, 31)


def test_1_of_several_dates_the_earliest_between_counts(tmp_path: Path) -> None:
    looks = [look(march(1), {"z": []}), look(march(9), {"a": ["s1", "s1"]})]
    dates = ["2025-03-07T09:00:00Z", "2025-03-05T09:00:00Z"]
    looks[1].assignments = [
        {**row, "assigned_at": at} for row, at in zip(looks[1].assignments, dates, strict=True)
    ]
    looks.append(look(march(9), {"a": ["s1"]}, hour=12, assigned={"a": "2025-02-01T09:00:00Z"}))
    result = play(tmp_path, estate(), looks, today=march(10))
    assert result.assignment_spans == {("d1", "a", "s1", march(5), None, "assigned_at")}


def test_1_attributes_of_a_day_before_the_first_look_are_the_first_seen(tmp_path: Path) -> None:
    told: Any = {"assigned": {"a": "2025-03-03T09:00:00Z"}}
    lab, hr = ({"a": {"department": name}} for name in ("Lab", "HR"))
    looks = [look(march(1), {"z": []}), look(march(6), {"a": ["s1"]}, users=lab, **told)]
    looks += [look(march(7), {"a": ["s1"]}, users=hr, **told)]
    looks += daily(march(8), march(32), {"z": []})
    tables = estate(exclusions=[exclusion("department", "lab")])
    result = play(tmp_path, tables, looks)
    assert set(result.excluded["acme", "d1/a", "P"]) == span(3, 6)
    assert result.billable["acme", "d1/a", "P"] == {march(7)}


def test_1_looks_after_today_do_not_exist(tmp_path: Path) -> None:
    looks = [look(march(1), {"a": ["s1"]}), look(march(3), {"b": ["s1"]})]
    result = play(tmp_path, estate(), looks, today=march(2))
    assert {key[1] for key in result.coverage} == span(1, 2)
    assert {s[1] for s in result.assignment_spans} == {"a"}
