"""What the verbs' runs call, in their order, without runs: a clerk at work in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import desk_spine
import duckdb
from oracle_looks import Event

from assets import billing, documents, freezing
from assets.premises import Premises
from pipelines import resources
from pipelines.estate import versions
from pipelines.estate.read import read
from pipelines.readers import batch
from sql import publish, query, warehouse
from sql import versions as versions_used
from sql.decisions import Decisions
from sql.warehouse import Warehouse

STAGES = ("reference", "history", "ledger")  # what each step brings up to date first


def _memory() -> duckdb.DuckDBPyConnection:
    """A new warehouse. Small tables are worked through faster by one thread."""
    connection = duckdb.connect(config={"threads": 1})
    warehouse.prepare(connection)
    return connection


@dataclass(slots=True)
class Clerk:
    """Works on an estate at ten in the morning UTC of a day, or as many minutes later as have
    passed; the warehouse is in memory, but for that of another moment.

    Each verb returns what its run would tell the terminal.
    """

    estate: Path
    today: date
    connection: duckdb.DuckDBPyConnection = field(default_factory=_memory)
    minutes: int = 0

    @property
    def data(self) -> Path:
        return self.estate / "data"

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(10), UTC) + timedelta(minutes=self.minutes)

    def forget(self) -> None:
        """Loses the warehouse: the next verb builds it from the files."""
        self.connection = _memory()

    @contextmanager
    def work(self) -> Iterator[Premises]:
        """What a run is given, with the estate and landing loaded."""
        estate = read(self.estate, resources.formats())
        now, told = self.now, list[str]()
        decisions = Decisions(self.data / "decisions")
        self.data.mkdir(exist_ok=True)
        versions.keep(estate, self.data, decisions, now)
        work = Premises(
            house=Warehouse(self.connection, self.data),
            truths=resources._truths(estate, decisions, now),
            paper=resources._paper(estate),
            read_batch=batch.read,
            published=resources.published(estate),
            versions=lambda name: resources._truths(
                resources._version(estate, name, self.data), decisions, now
            ),
            elsewhere=lambda other, name, then: resources._inside(
                resources._version(estate, name, other), then, told=told, failures=[]
            ),
            told=told,
        )
        work.bring("reference", "landing")
        yield work

    def tell(self, *events: Event) -> None:
        """Imports, releases and covers."""
        with self.work() as work:
            desk_spine.tell(work, events)

    def bill(
        self, *periods: str, customer_id: str | None = None, as_of: datetime | None = None
    ) -> list[str]:
        with self.work() as work:
            return bill(work, periods, customer_id, as_of)

    def approve(self, *periods: str, customer_id: str | None = None) -> list[str]:
        with self.work() as work:
            work.bring(*STAGES)
            freezing.approve(work, periods, customer_id, "Ada")
            return work.told

    def issue(self, *periods: str, customer_id: str | None = None) -> list[str]:
        with self.work() as work:
            return issue(work, periods, customer_id)

    def correct(
        self, *periods: str, customer_id: str | None = None, is_now: bool = False
    ) -> list[str]:
        asked = billing.Asked(customer_id=customer_id, corrects=True, is_now=is_now)
        with self.work() as work:
            work.bring(*STAGES)
            billing._corrected(work, sorted(periods), asked)
            return work.told

    def publish(self) -> None:
        """What a run ends with: finance.duckdb."""
        with self.work() as work:
            work.bring(*STAGES)
            versions_used.keep_used(work.house, work.truths, work.versions)
            publish.write(work.house, work.truths, work.published)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of the warehouse as the last verb left it."""
        return self.connection.execute(statement).fetchall()

    def known(self, statement: str) -> list[tuple[Any, ...]]:
        """The same, of a warehouse that is brought up to date first: it may have been lost."""
        with self.work() as work:
            work.bring(*STAGES)
        return self.rows(statement)

    def shown(self, table: str) -> list[dict[str, Any]]:
        """Rows that finance would have of a table, as the last verb left the warehouse."""
        house = Warehouse(self.connection, self.data)
        return house.names(query.load("finance", table).text)


def bill(
    work: Premises,
    periods: Sequence[str],
    customer_id: str | None = None,
    as_of: datetime | None = None,
) -> list[str]:
    work.bring(*STAGES)
    asked = billing.Asked(customer_id=customer_id, as_of=as_of.isoformat() if as_of else None)
    billing._billed(work, sorted(periods), asked)
    return work.told


def issue(work: Premises, periods: Sequence[str], customer_id: str | None = None) -> list[str]:
    bill(work, periods, customer_id)
    freezing.issue(work, sorted(periods), customer_id)
    documents.write_issued(work, sorted(periods))
    return work.told
