"""An observation beside other runs: it holds nobody up, and what it saw outlives a kill."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from desk import Desk
from desk_spine import premises, settle
from staged import Stage, Staged, everybody, failing, set_up

from assets import waiting
from assets.directory import Observation
from pipelines import definitions, jobs, resources, runs
from pipelines.estate.read import read
from sql import warehouse

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
PATIENCE = 300  # seconds


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, Stage]:
    return set_up(tmp_path, monkeypatch, "d1", "d2")


def test_while_a_tenant_is_slow_others_have_the_warehouse(live: tuple[Desk, Stage]) -> None:
    desk, stage = live
    is_asked, is_free = threading.Event(), threading.Event()

    async def slow(staged: Staged, observed_at: datetime) -> Observation:
        is_asked.set()
        assert await asyncio.to_thread(is_free.wait, PATIENCE)
        return await everybody("d1", "ab")(staged, observed_at)

    published: list[int] = []

    def publish() -> None:
        assert is_asked.wait(PATIENCE)
        given = ["--estate", str(desk.estate), "--today", f"{desk.today}T10:00:00Z", "publish"]
        prorata = Path(sys.executable).with_name("prorata")
        published.append(subprocess.run([prorata, *given], timeout=PATIENCE).returncode)
        is_free.set()

    stage.shows["d1"] = slow
    beside = threading.Thread(target=publish)
    beside.start()
    said = desk.done("observe")
    beside.join()
    assert published == [0]
    assert said["observed"] == ["d1", "d2"]


def test_the_lock_is_taken_by_the_step_that_looked(live: tuple[Desk, Stage]) -> None:
    """Before any step with a place in the pool, or two runs would each hold what the other needs;
    and it is taken before the first one begins where nobody is asked."""
    desk, _ = live
    estate = read(desk.estate, resources.formats())
    made = definitions.build(estate, now=NOON)
    with dg.DagsterInstance.ephemeral() as instance:
        result = made.resolve_job_def(jobs.OBSERVING).execute_in_process(
            instance=instance, partition_key="2026-04-02"
        )
    steps = [event.step_key for event in result.all_events if event.is_step_start]
    assert steps[0] == "directory"
    nodes = made.resolve_job_def(jobs.OBSERVING).nodes
    pools = {node.name: node.definition.pool for node in nodes}  # type: ignore[attr-defined]
    assert pools.pop("directory") is None
    assert set(pools.values()) == {"warehouse"}


def test_a_past_day_is_replayed_and_nobody_is_asked(live: tuple[Desk, Stage]) -> None:
    desk, stage = live
    outcome = runs.run(
        read(desk.estate, resources.formats()),
        jobs.OBSERVING,
        now=NOON,
        partitions=("2026-03-30", "2026-04-01"),
    )
    assert outcome.is_success, outcome.problem
    assert stage.asked == []
    assert desk.rows("select count(*) from observations") == [(0,)]


def test_looks_of_a_run_that_was_killed_land_with_the_next(live: tuple[Desk, Stage]) -> None:
    desk, stage = live
    stage.shows["d2"] = failing("network")
    watch = resources.watch(read(desk.estate, resources.formats()), NOON)
    watch.observe([])
    half = desk.data / "arriving" / ".20260402T000000Z-999999999-abcd"
    half.mkdir()
    desk.done("import", _nothing_new(desk))
    assert desk.rows("select directory_id, users from observations where users = 2") == [("d1", 2)]
    assert desk.rows("select directory_id, cause from attempts") == [("d2", "network")]
    stage.shows["d2"] = everybody("d2", "ab")
    resources.watch(watch.estate, NOON.replace(hour=13)).observe(["d2"])
    assert not half.exists()


def _nothing_new(desk: Desk) -> Path:
    folder = desk.estate.parent / "b1"
    folder.mkdir()
    (folder / "observations.csv").write_text(
        "directory_id,observed_at\nd2,2026-04-01T03:00:00Z\n", encoding="utf-8"
    )
    return folder


def test_what_is_taken_twice_is_taken_once(live: tuple[Desk, Stage], tmp_path: Path) -> None:
    """Killed after the looks landed and the failures were noted, before the folder went."""
    desk, stage = live
    stage.shows["d2"] = failing("network")
    resources.watch(read(desk.estate, resources.formats()), NOON).observe([])
    arriving = desk.data / "arriving"
    shutil.copytree(arriving, tmp_path / "before")
    with premises(desk.estate, desk.today) as work:
        waiting.take(work)
    shutil.copytree(tmp_path / "before", arriving, dirs_exist_ok=True)
    with premises(desk.estate, desk.today) as work:
        waiting.take(work)
        settle(work, [])
    assert desk.rows("select count(*) from observations") == [(1,)]
    assert desk.rows("select count(*) from attempts") == [(1,)]
    assert len(list((desk.data / "decisions").glob("*-attempts.json"))) == 1
    assert list(arriving.iterdir()) == []


def test_a_disk_that_cannot_be_written_is_no_directorys_fault(live: tuple[Desk, Stage]) -> None:
    desk, stage = live
    desk.data.mkdir()
    (desk.data / "arriving").write_text("in the way")
    (reason,) = desk.refused("observe")
    assert reason.startswith("step directory failed: FileExistsError")
    assert stage.asked == []
    with warehouse.lock(desk.data, lambda: pytest.fail("still held")):
        pass
