"""Killed at any moment of publishing, the old file stands or the new one, and the next is whole."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from desk import Desk, finance
from desk_estate import MARCH, batch, look, small
from desk_forked import Forks, forks
from desk_published import differing
from desk_spine import premises, settle, tell
from oracle_files import ESTATE_COLUMNS, write_table

MANY = [f"u{n}" for n in range(800)]
# Seconds from the moment on which something is written beside.
SWEEP = (0, 0.02, 0.05, 0.1, 0.2)
PATIENCE = 60


@dataclass(slots=True)
class Press:
    """An estate whose customer changes its name, and a process that publishes it when told to."""

    desk: Desk
    forks: Forks

    @property
    def file(self) -> Path:
        return self.desk.data / "finance.duckdb"

    def name(self, name: str) -> None:
        """What the next run publishes: the one customer under another name."""
        row = {"customer_id": "acme", "name": name, "tax_rate": "19"}
        write_table(self.desk.estate / "customers.csv", ESTATE_COLUMNS["customers"], [row])

    def killed(self, how: str, seconds: float) -> int:
        """How a run ended that was killed so long after it began to write beside."""
        beside = self.file.with_name(f".{self.file.name}")
        beside.unlink(missing_ok=True)
        pid, end = self.forks.begin(how), time.monotonic() + PATIENCE
        while not beside.exists() and not self.forks.is_over(pid):
            assert time.monotonic() < end
            time.sleep(0.001)
        time.sleep(seconds)
        return self.forks.kill(pid)

    def published(self) -> str:
        """The name that stands in the file, of which everything else stands too."""
        with finance(self.file) as reader:
            ((name, *counts),) = reader.execute(
                "select c.name, (select count(*) from lines), (select count(*) from charges), "
                "(select count(*) from users) from customers as c"
            ).fetchall()
        assert counts == [len(MANY)] * 3
        return str(name)


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    desk = small(tmp_path, "d1")
    with premises(desk.estate, desk.today) as work:
        tell(work, [("import", [str(batch(tmp_path, "b", look(1, MANY), look(31, MANY)))])])
        settle(work, [MARCH])
    script = Path(__file__).with_name("publishing_process.py")
    with forks(script, desk.estate, desk.today, MARCH) as begun:
        yield Press(desk, begun)


def test_killed_at_any_moment_the_old_file_stands_or_the_new(press: Press) -> None:
    ends, known = [], {"Acme"}
    for seconds in SWEEP:
        for how in ("renew", "anew"):
            known.add(f"{how} {seconds}")
            press.name(f"{how} {seconds}")
            ends.append(press.killed(how, seconds))
            assert press.published() in known
    assert ends.count(-signal.SIGKILL) >= len(SWEEP)
    press.name("Acme & Sons")
    assert press.forks.ended(press.forks.begin("renew")) == 0
    assert press.published() == "Acme & Sons"
    with premises(press.desk.estate, press.desk.today) as work:
        settle(work, [])
        assert differing(work.house, press.file) == []
    assert not list(press.desk.data.glob(".finance*"))
