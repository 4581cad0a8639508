"""`observe`: complete looks land, what failed is named and kept, and nobody is in another's way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk import Desk
from desk_estate import small
from rounds_played import play
from staged import (
    Stage,
    Staged,
    assignment,
    broken,
    everybody,
    failing,
    list_live,
    person,
    rows_of,
    set_up,
)

from assets.directory import Observation
from pipelines.observing import rounds

AT = "2026-04-02T10:00:00Z"


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, Stage]:
    return set_up(tmp_path, monkeypatch, "d1", "d2", "d3")


def landed(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows(
        "select directory_id, users, assignments, status from observations order by all"
    )


def test_each_live_directory_has_a_look_in_one_batch(live: tuple[Desk, Stage]) -> None:
    desk, _ = live
    said = desk.done("observe")
    assert (said["observed"], said["failed"]) == (["d1", "d2", "d3"], [])
    assert landed(desk) == [(f"d{n}", 2, 2, "accepted") for n in (1, 2, 3)]
    moments = "select distinct strftime(observed_at, '%Y-%m-%dT%H:%M:%SZ'), batch from observations"
    ((moment, _),) = desk.rows(moments)
    assert moment == AT
    assert desk.rows("select count(*) from users where display_name = 'Name of d1-a'") == [(1,)]
    assert list((desk.data / "arriving").iterdir()) == []
    assert list((desk.data / "decisions").glob("*-attempts.json")) == []


def test_only_the_directories_asked_for_are_looked_into(live: tuple[Desk, Stage]) -> None:
    desk, stage = live
    said = desk.done("observe", "--directory", "d3", "--directory", "d1")
    assert sorted(stage.asked) == said["observed"] == ["d1", "d3"]


def test_a_failure_is_named_with_its_advice_and_the_others_land(live: tuple[Desk, Stage]) -> None:
    desk, stage = live
    stage.shows["d2"] = failing("permission", "users are not readable", "grant User.Read.All")
    result = desk.call("observe", is_json=False)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "d2: permission: users are not readable (grant User.Read.All)"
    ]
    assert result.stdout.splitlines()[0] == "observed 2 directories, 1 failed"
    assert [row[0] for row in landed(desk)] == ["d1", "d3"]
    attempts = (
        "select directory_id, customer_id, day::varchar, cause, problem, advice from attempts"
    )
    kept = [
        ("d2", "acme", "2026-04-02", "permission", "users are not readable", "grant User.Read.All")
    ]
    assert desk.rows(attempts) == kept
    assert desk.rows(
        "select directory_id, customer_id, day::varchar, status, attempt_cause, attempt_problem, "
        "attempt_advice from coverage where attempt_at is not null"
    ) == [("d2", "acme", "2026-04-02", "missing", *kept[0][3:])]
    (desk.data / "warehouse.duckdb").unlink()
    desk.done("publish")
    assert desk.rows(attempts) == kept


def test_a_day_that_was_observed_keeps_the_attempt_that_failed_on_it(
    live: tuple[Desk, Stage],
) -> None:
    desk, stage = live
    play(desk)
    stage.shows["d1"] = failing("throttled")
    play(desk, now=datetime(2026, 4, 2, 15, tzinfo=UTC))
    assert desk.rows(
        "select directory_id, status, users, attempt_cause from coverage where day = '2026-04-02'"
    ) == [
        ("d1", "observed", 2, "throttled"),
        ("d2", "observed", 2, None),
        ("d3", "observed", 2, None),
    ]


def test_a_directory_that_could_be_mended_lands_at_the_same_moment(
    live: tuple[Desk, Stage],
) -> None:
    desk, stage = live
    stage.shows["d1"] = failing("network")
    play(desk)
    stage.shows["d1"] = everybody("d1", "a")
    said = desk.done("observe")
    assert said["failed"] == []
    assert landed(desk)[0] == ("d1", 1, 1, "accepted")


def test_a_fault_of_ours_is_told_by_its_name_alone(
    live: tuple[Desk, Stage], capfd: pytest.CaptureFixture[str]
) -> None:
    desk, stage = live
    stage.shows["d1"] = broken(KeyError("Anna Brandt"))
    stage.shows["d3"] = broken(asyncio.CancelledError("Anna Brandt"))
    reasons = desk.refused("observe")
    assert reasons == [
        f"d1: unexpected: stopped by KeyError ({rounds.OURS})",
        f"d3: unexpected: stopped by CancelledError ({rounds.OURS})",
    ]
    assert [row[0] for row in landed(desk)] == ["d2"]
    printed = capfd.readouterr()
    assert "Anna" not in printed.out + printed.err


def test_a_directory_that_never_ends_is_left_at_its_deadline(
    live: tuple[Desk, Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, stage = live

    async def hang(staged: Staged, observed_at: datetime) -> Observation:
        await asyncio.Event().wait()
        raise AssertionError("nobody ends it")

    stage.shows["d2"] = hang
    monkeypatch.setattr("pipelines.observing.watch.SECONDS_A_MINUTE", 0.05)
    (failure,) = play(desk)[0].failures
    assert (failure.directory_id, failure.cause) == ("d2", "incomplete")
    assert failure.problem == "was not read whole within 1 seconds"
    assert failure.advice == rounds.LATE
    assert [row[0] for row in landed(desk)] == ["d1", "d3"]


def test_no_more_are_asked_at_once_than_settings_allow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"d{n:02}" for n in range(40)]
    desk, stage = set_up(tmp_path, monkeypatch, *names)
    settings = desk.estate / "settings.toml"
    settings.write_text(settings.read_text().replace("[observe]", "[observe]\nat_once = 7"))
    assert play(desk)[0].looked == tuple(names)
    assert stage.most == 7


def test_an_unchanged_look_repeats_the_last_accepted_one(live: tuple[Desk, Stage]) -> None:
    desk, stage = live
    play(desk)
    stage.shows["d2"] = everybody("d2", "abc")
    later = replace(desk, today=desk.today.replace(day=3))
    play(later)
    assert desk.rows(
        "select directory_id, users from observations where day = '2026-04-03' order by all"
    ) == [("d1", 2), ("d2", 3), ("d3", 2)]
    batches = sorted((desk.data / "landing").glob("0*"))
    assert [rows_in(folder / "users.parquet") for folder in batches] == [6, 3]
    held = "select count(*) from assignments_on(date '2026-04-03')"
    assert desk.rows(held) == [(7,)]
    (desk.data / "warehouse.duckdb").unlink()
    later.done("publish")
    assert desk.rows(held) == [(7,)]


def rows_in(path: Path) -> int:
    from pyarrow import parquet

    return int(parquet.read_metadata(path).num_rows)


def test_a_look_that_lost_too_many_is_held(live: tuple[Desk, Stage]) -> None:
    desk, stage = live
    stage.shows["d1"] = everybody("d1", "abcdefgh")
    play(desk)
    stage.shows["d1"] = everybody("d1", "")
    said = replace(desk, today=desk.today.replace(day=3)).done("observe")
    assert [row["directory_id"] for row in said["held"]] == ["d1"]


HOSTILE = {
    "a user twice": (
        [person("u1"), person("u1", display_name="Another")],
        [],
        "rows that cannot be taken: users.user_id (user twice, 1 row)",
    ),
    "no user id": (
        [person(None), person("")],
        [],
        "rows that cannot be taken: users.user_id (blank, 2 rows)",
    ),
    "somebody unknown": (
        [person("u1")],
        [assignment(user_id="u2", sku_id="e3")],
        "rows that cannot be taken: assignments.user_id (unknown user, 1 row)",
    ),
    "a name of 2 MB": (
        [person("u1", display_name="x" * 2_000_000)],
        [],
        "users.display_name holds 2000000 characters (at most 4096)",
    ),
    "half a character": (
        [person("u1", display_name="\ud800 Anna")],
        [],
        "users.display_name holds half a character (a lone surrogate)",
    ),
    "an id that steers": (
        [person("u\x1b[2J1")],
        [],
        "users.user_id holds a control character",
    ),
    "neither true nor false": (
        [person("u1", account_enabled="perhaps")],
        [],
        "rows that cannot be taken: users.account_enabled (boolean, 1 row)",
    ),
}


def test_a_hostile_directory_is_refused_by_name_and_the_others_land(
    live: tuple[Desk, Stage],
) -> None:
    desk, stage = live
    named = {f"h{n}": hostile for n, hostile in enumerate(HOSTILE.values())}
    list_live(desk, ["d1", *named, "d3"])
    stage.shows |= {name: rows_of(name, users, held) for name, (users, held, _) in named.items()}
    observed, refused = play(desk)
    assert all("Anna" not in repr(failure) for failure in (*observed.failures, *refused))
    assert len(observed.failures) + len(refused) == len(HOSTILE)
    assert [row[0] for row in landed(desk)] == ["d1", "d3"]
    assert desk.rows("select directory_id, cause, problem from attempts order by all") == [
        (name, "protocol", problem) for name, (_, _, problem) in named.items()
    ]
    assert list((desk.data / "arriving").iterdir()) == []


def test_what_is_odd_but_whole_is_taken_clean(live: tuple[Desk, Stage]) -> None:
    """Formulas, paths, controls in a name, the same row twice, a user with 10,000 SKUs."""
    desk, stage = live
    users = [
        person("../../etc/passwd", display_name="=cmd|' /C calc'!A0"),
        person("u2", display_name="Bo\x1b[31m\nLindqvist\x00"),
        person("u2", display_name="Bo\x1b[31m\nLindqvist\x00"),
    ]
    many = [assignment(user_id="u2", sku_id=f"sku-{n}") for n in range(10_000)]
    stage.shows["d2"] = rows_of("d2", users, many)
    play(desk)
    assert landed(desk)[1] == ("d2", 2, 10_000, "accepted")
    assert desk.rows(
        "select user_id, display_name from users where directory_id = 'd2' order by all"
    ) == [("../../etc/passwd", "=cmd|' /C calc'!A0"), ("u2", "Bo [31m Lindqvist ")]


def test_other_content_under_a_moment_that_landed_is_that_directorys_failure(
    live: tuple[Desk, Stage],
) -> None:
    desk, stage = live
    play(desk)
    stage.shows["d1"] = everybody("d1", "abc")
    (reason,) = desk.refused("observe")
    assert reason.startswith("d1: protocol: landed before in batch 00000001-")
    assert landed(desk)[0] == ("d1", 2, 2, "accepted")


NONE = (
    "nothing was looked at: directories.csv lists no directory of kind entra or active_directory, "
    "and no folder of a recorded one holds a batch"
)


def test_a_run_that_looks_at_nothing_is_not_clean(live: tuple[Desk, Stage], tmp_path: Path) -> None:
    desk, _ = live
    assert small(tmp_path / "other").refused("observe") == [NONE]
    list_live(desk, ["d1", "d2"], observed_from="2026-04-03")
    assert desk.refused("observe") == [
        "nothing was looked at: none of 2 live directories owes a look today"
    ]
    assert desk.refused("observe", "--directory", "d1", "--directory", "d11") == [
        "directory 'd1' owes no look today (observed_from 2026-04-03, observed_to its last)",
        "unknown directory 'd11' (nearest: d1)",
    ]
    assert not desk.data.exists()


def test_a_directory_is_not_asked_outside_its_window(live: tuple[Desk, Stage]) -> None:
    desk, stage = live
    listed = desk.estate / "directories.csv"
    list_live(desk, ["d1", "d2", "d3"], observed_to="2026-04-03")
    listed.write_text(listed.read_text().replace("2026-04-03", "2026-04-02", 1))
    assert play(desk)[0].looked == ("d2", "d3")
    assert sorted(stage.asked) == ["d2", "d3"]
