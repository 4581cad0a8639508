"""Killed with signal 9 while it issues, or twice at once: each document exactly once, whole."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from audit import Books
from clerk import Clerk
from desk import Desk
from desk_estate import recorded, small
from desk_forked import Forks, forks
from oracle_files import LookRows, write_batch, write_estate_tables
from test_together import start

CUSTOMERS = [f"c{n}" for n in range(1, 6)]
TODAY = date(2026, 3, 2)
PATIENCE = 60  # seconds
SWEEP = [0.05 * n for n in range(2, 26, 4)]  # seconds after which it is killed


@dataclass(slots=True)
class Office:
    """An estate of five customers with two months to issue, and who issues them."""

    desk: Desk
    forks: Forks

    @property
    def books(self) -> Books:
        return Books(self.desk.data / "ledger")

    def done(self, period: str) -> None:
        assert self.forks.ended(self.forks.begin("run", period)) == 0

    def killed(self, period: str, is_time: Callable[[], bool]) -> int:
        """How an issue ended that is killed when it is time, unless it was done before."""
        pid = self.forks.begin("run", period)
        while not (is_time() or self.forks.is_over(pid)):
            time.sleep(0.002)
        return self.forks.kill(pid)

    def numbers(self, period: str) -> list[tuple[str, int]]:
        self.books.check()
        return [
            (entry["customer_id"], entry["seq"])
            for entry in self.books.entries()
            if entry["period"] == period
        ]

    def printed(self, period: str) -> set[str]:
        """Final files of the period's documents, whole: CSV with a line for its person."""
        found = (self.desk.data / "documents" / period).rglob("*.csv")
        return {path.stem for path in found if len(path.read_text().splitlines()) == 2}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    desk = small(tmp_path)
    customers = [{"customer_id": name, "name": name, "tax_rate": "19"} for name in CUSTOMERS]
    directories = [{**recorded(name), "customer_id": name} for name in CUSTOMERS]
    settings = desk.estate / "settings.toml"
    settings.write_text(settings.read_text().replace('["html", "csv", "json"]', '["csv"]'))
    written = {"customers": customers, "directories": directories}
    for table in ("skus", "products", "price_book"):
        written[table] = _rows(desk.estate / f"{table}.csv")
    write_estate_tables(desk.estate, written)
    looks = [LookRows(name, datetime(2026, 1, 1, 9, tzinfo=UTC)) for name in CUSTOMERS]
    for look in looks:
        look.users = [{"user_id": "a", "display_name": "Anna"}]
        look.assignments = [{"user_id": "a", "sku_id": "e3"}]
    settings.write_text(settings.read_text().replace("gap_days = 40", "gap_days = 400"))
    Clerk(desk.estate, TODAY).tell(("import", [str(write_batch(tmp_path / "b", looks))]))
    with forks(Path(__file__).with_name("issuing_process.py"), desk.estate, TODAY) as begun:
        yield Office(Desk(desk.estate, TODAY), begun)


def _rows(path: Path) -> list[dict[str, str]]:
    import csv

    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_killed_after_any_document_the_next_issue_goes_on_where_it_stopped(office: Office) -> None:
    for count in (1, 3):
        ended = office.killed("2026-01", lambda n=count: len(office.books.files()) >= n)
        assert ended == -signal.SIGKILL
        numbered = office.numbers("2026-01")
        assert numbered == list(zip(CUSTOMERS, range(1, len(numbered) + 1), strict=False))
        assert len(numbered) >= count
    office.done("2026-01")
    office.done("2026-02")
    whole = [(name, place) for place, name in enumerate(CUSTOMERS, start=1)]
    assert office.numbers("2026-01") == whole
    assert office.numbers("2026-02") == [(name, place + len(whole)) for name, place in whole]
    assert office.printed("2026-01") == {f"INV-2026-{n:06}" for n in range(1, 6)}


def test_killed_at_any_moment_nothing_is_lost_and_nothing_twice(office: Office) -> None:
    ends = []
    for period in ("2026-01", "2026-02"):
        for seconds in SWEEP:
            end = time.monotonic() + seconds
            ends.append(office.killed(period, lambda end=end: time.monotonic() > end))
            office.books.check()
        office.done(period)
    assert ends.count(-signal.SIGKILL) >= len(SWEEP)
    issued = [(entry["customer_id"], entry["period"]) for entry in office.books.entries()]
    assert sorted(issued) == sorted(
        (name, period) for name in CUSTOMERS for period in ("2026-01", "2026-02")
    )
    for period in ("2026-01", "2026-02"):
        assert len(office.printed(period)) == len(CUSTOMERS)


def test_two_issues_at_once_freeze_each_document_once(office: Office) -> None:
    pids = [office.forks.begin("run", period) for period in ("2026-01", "2026-01", "2026-02")]
    assert [office.forks.ended(pid) for pid in pids] == [0, 0, 0]
    assert len(office.numbers("2026-01")) == len(office.numbers("2026-02")) == len(CUSTOMERS)


def test_two_commands_at_once_and_a_third_that_was_killed_issue_once(office: Office) -> None:
    """The same through `prorata issue`, whose runs the Dagster instance keeps."""
    killed = start(office.desk, "issue", "2026-01")
    end = time.monotonic() + PATIENCE
    while not office.books.files():
        assert time.monotonic() < end
        assert killed.poll() is None
        time.sleep(0.002)
    killed.kill()
    killed.communicate()
    running = [start(office.desk, "issue", "2026-01") for _ in range(2)]
    said = [process.communicate(timeout=PATIENCE) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    for stdout, _ in said:
        assert len(json.loads(stdout)["documents"]) == len(CUSTOMERS)
    assert [name for name, _ in office.numbers("2026-01")] == CUSTOMERS
