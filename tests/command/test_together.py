"""Several at once: writers take turns, readers are in nobody's way, the dead hold nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Desk, finance
from desk_estate import MARCH, batch, look, small
from desk_spine import premises, settle, tell

WAITING = "waiting for another run of this estate to finish"
PATIENCE = 120  # seconds


def start(desk: Desk, *verb: object) -> subprocess.Popen[str]:
    """A verb in a process of its own."""
    given = ["--estate", desk.estate, "--today", f"{desk.today}T10:00:00Z", "--json", *verb]
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", *map(str, given)]
        if not (found := shutil.which("prorata", path=Path(sys.executable).parent))
        else [found, *map(str, given)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """d1 and d2, looked at on the first and the last of March, published but not billed."""
    desk = small(tmp_path, "d1", "d2")
    looks = [look(day, users, d) for d, users in (("d1", "ab"), ("d2", "xy")) for day in (1, 31)]
    with premises(desk.estate, desk.today) as work:
        tell(work, [("import", [str(batch(tmp_path, "b0", *looks))])])
        settle(work, [])
    return desk


def test_two_imports_and_a_bill_at_once_all_succeed(desk: Desk, tmp_path: Path) -> None:
    with finance(desk.data / "finance.duckdb") as reader:
        old = reader.execute("select count(*), count(distinct batch) from observations").fetchall()
        running = [
            start(desk, "import", batch(tmp_path, "b1", look(10, "abc"))),
            start(desk, "import", batch(tmp_path, "b2", look(11, "xyz", "d2"))),
            start(desk, "bill", MARCH),
        ]
        said = [process.communicate(timeout=PATIENCE) for process in running]
        assert [process.returncode for process in running] == [0, 0, 0], said
        # Who opened the old file reads it to the end, whole.
        still = reader.execute("select count(*), count(distinct batch) from observations")
        assert still.fetchall() == old == [(4, 1)]
        assert reader.execute("select count(*) from documents").fetchall() == [(0,)]
    assert WAITING in "".join(stderr for _, stderr in said)
    assert [json.loads(stdout)["run_id"] for stdout, _ in said]
    assert desk.rows("select count(*), count(distinct batch) from observations") == [(6, 3)]
    assert desk.rows("select count(*) from documents") == [(1,)]


def test_who_waits_says_so_and_goes_on(desk: Desk) -> None:
    """A lock held by somebody else is waited for, not complained about."""
    with premises(desk.estate, desk.today):
        waiter = start(desk, "publish")
        assert waiter.stderr
        line = ""
        while WAITING not in line:
            line = waiter.stderr.readline()
            assert line, "ended without waiting"
        assert waiter.poll() is None
    assert waiter.wait(PATIENCE) == 0
    waiter.communicate()


def kept(data: Path) -> set[str]:
    """Batches in landing; what is written beside begins with a dot and is none."""
    return {path.name for path in (data / "landing").iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize("moment", ["reading", "writing", "landed"])
def test_an_import_killed_midway_leaves_nothing_or_the_whole(
    desk: Desk, tmp_path: Path, moment: str
) -> None:
    """Killed while it reads the batch, while it writes it beside, or just after it landed."""
    many = [f"u{n}" for n in range(40_000 if moment != "landed" else 10)]
    folder = batch(tmp_path, "b1", look(10, many))
    before = kept(desk.data)
    process = start(desk, "import", folder)
    until(lambda: process.poll() is not None or _is_at(desk.data, moment, before))
    assert process.poll() is None, "ended before it could be killed"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    left = kept(desk.data) - before
    assert len(left) == (1 if moment == "landed" else 0)
    for name in left:
        assert len(list((desk.data / "landing" / name).glob("*.parquet"))) == 4
    desk.done("import", folder)
    assert len(kept(desk.data) - before) == 1
    assert desk.rows("select count(*) from observations where directory_id = 'd1'") == [(3,)]
    seen = "select count(*) from assignments_on(date '2026-03-10') where directory_id = 'd1'"
    assert desk.rows(seen) == [(len(many),)]


def _is_at(data: Path, moment: str, before: set[str]) -> bool:
    if moment == "reading":
        return (data / "landing" / ".incoming" / "rows.duckdb").exists()
    if moment == "writing":
        return any((data / "landing").glob(".0*/*"))
    return kept(data) != before
