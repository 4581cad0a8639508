"""Recorded directories: `observe` takes what is new in their folders, each batch by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from desk import Desk
from desk_estate import batch, look, small

from pipelines import definitions, resources
from pipelines.estate.read import read


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """d1 and d2, whose rows name one folder, `recorded` in the estate, with a batch of each."""
    desk = small(tmp_path, "d1", "d2")
    folder = desk.estate / "recorded"
    batch(folder, "2026-03-01", look(1, "ab"))
    batch(folder, "2026-03-02", look(2, "xy", "d2"))
    return desk


def landed(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows(
        "select directory_id, day::varchar, users, batch from observations "
        "order by day, directory_id"
    )


def test_what_is_new_in_a_folder_is_taken_and_what_landed_changes_nothing(desk: Desk) -> None:
    said = desk.done("observe")
    assert (said["observed"], said["recorded"], said["failed"]) == ([], 2, [])
    before = landed(desk)
    assert [row[:3] for row in before] == [("d1", "2026-03-01", 2), ("d2", "2026-03-02", 2)]
    (desk.estate / "recorded" / ".being-written").mkdir()
    (desk.estate / "recorded" / ".being-written" / "observations.csv").write_text("directory")
    assert desk.done("observe")["batches"] == 2
    assert landed(desk) == before
    batch(desk.estate / "recorded", "2026-03-03", look(3, "a"), look(3, "xyz", "d2"))
    assert desk.done("observe")["recorded"] == 3
    assert landed(desk)[:2] == before
    assert [row[:3] for row in landed(desk)[2:]] == [
        ("d1", "2026-03-03", 1),
        ("d2", "2026-03-03", 3),
    ]
    assert desk.rows("select count(*) from users where valid_to is null") == [(4,)]


def test_what_landed_is_judged_no_more_while_its_files_stay_as_they_were(desk: Desk) -> None:
    desk.done("observe")
    directories = desk.estate / "directories.csv"
    directories.write_text(
        "".join(
            line
            for line in directories.read_text().splitlines(keepends=True)
            if not line.startswith("d2,")
        )
    )
    assert desk.done("observe")["recorded"] == 2
    (path,) = desk.estate.glob("recorded/2026-03-02/users.*")
    path.write_bytes(path.read_bytes())
    (reason,) = desk.refused("observe")
    assert reason.startswith("d1: protocol: the batch in 2026-03-02 is not taken: ")


def test_a_batch_that_is_refused_keeps_no_other_out(desk: Desk) -> None:
    folder = desk.estate / "recorded"
    bad = batch(folder, "2026-02-28", look(1, "ab", hour=11)) / "users.csv"
    good = bad.read_text()
    bad.write_text(good.replace("Name of a", "Ada Secret").replace(",b,", ",a,"))
    called = desk.call("observe", is_json=False)
    assert called.exit_code == 1
    assert called.stderr.splitlines() == [
        "d1: protocol: the batch in 2026-02-28 is not taken: 2 faults "
        "(correct it; prorata import FOLDER names each of them)"
    ]
    assert f"{bad} line 3: user 'a' stands in one look twice" in called.stdout
    assert len(landed(desk)) == 2
    (attempt,) = desk.rows("select directory_id, cause, problem from attempts")
    assert attempt == ("d1", "protocol", "the batch in 2026-02-28 is not taken: 2 faults")
    bad.write_text(good)
    desk.done("observe")
    assert len(landed(desk)) == 3


def test_other_content_under_a_moment_that_landed_is_refused(desk: Desk) -> None:
    desk.done("observe")
    batch(desk.estate / "recorded", "again", look(1, "abc"))
    (reason,) = desk.refused("observe")
    assert reason.startswith("d1: protocol: the batch in again is not taken: 1 fault (")
    assert len(landed(desk)) == 2


def test_directories_can_be_asked_one_by_one_and_a_folder_that_is_gone_is_a_failure(
    desk: Desk, tmp_path: Path
) -> None:
    path = desk.estate / "directories.csv"
    path.write_text(path.read_text().replace("acme,recorded,,recorded", "acme,recorded,,{}", 1))
    path.write_text(path.read_text().replace("{}", str(tmp_path / "elsewhere")))
    assert desk.done("observe", "--directory", "d2")["recorded"] == 2
    (reason,) = desk.refused("observe")
    assert reason.startswith("d1: protocol: the batch in elsewhere is not taken: 1 fault (")
    (tmp_path / "elsewhere").mkdir()
    (reason,) = desk.refused("observe", "--directory", "d1")
    said = "is of kind recorded, and no folder that its locator names holds a batch"
    assert reason == f"directory 'd1' {said}"


def test_every_night_reads_the_folders_that_are_there_then(desk: Desk) -> None:
    estate = read(desk.estate, resources.formats())
    days = (desk.today, desk.today)
    defs = definitions.build(estate, days=days)
    schedule = defs.resolve_schedule_def("every_night")
    batch(desk.estate / "recorded", "2026-03-03", look(3, "a"))
    with dg.build_schedule_context(
        scheduled_execution_time=datetime(2026, 4, 2, 1, 30, tzinfo=UTC),
        repository_def=defs.get_repository_def(),
    ) as context:
        (request,) = schedule.evaluate_tick(context).run_requests or []
    given = request.run_config["ops"]["landing"]["config"]["recorded"]
    assert schedule.job_name == "observe_directories"
    assert [Path(one["batch"]).name for one in given] == ["2026-03-01", "2026-03-02", "2026-03-03"]
