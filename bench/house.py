"""Warehouses for the bench: tables as the real chain makes them, filled with the bench's days."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import days
import terms
from sizes import EARLY, FIRST_DAY, Size

from sql import bill, query, refresh, stages, warehouse
from sql.query import Query
from sql.warehouse import Parameters, Warehouse

MEMORY = "2500MB"
SPANS = ("assignments", "users", "skus", "looks")

# What stands in the snapshot of the looks of a day.
FILL = (
    "insert into snapshot.looks select directory_id, timestamptz '{day} 06:00:00', date '{day}', "
    "'Europe/Berlin', '000001-bench', timestamptz '{day} 06:00:00', '000001-bench', false "
    "from reference.directories",
    "insert into snapshot.assignments select directory_id, snapshot_day, user_id, sku_id, "
    "null, null from source.assignments where snapshot_day = date '{day}'",
    "insert into snapshot.users select directory_id, snapshot_day, user_id, attributes_key "
    "from source.users where snapshot_day = date '{day}'",
    "insert into snapshot.skus select distinct directory_id, snapshot_day, sku_id, "
    "printf('PART_%02d', product) from source.assignments where snapshot_day = date '{day}'",
)
ATTRIBUTES = """
insert into snapshot.user_attributes by name
select
    attributes_key, directory_id, user_id, user_principal_name, display_name, mail, department,
    company_name, account_enabled, user_type, lower(user_principal_name) as principal_name_key,
    'customer.example' as domain_key, lower(department) as department_key,
    account_enabled and user_type = 'Member' as is_counted_user
from source.attributes inner join source.accounts using (account)
"""
LANDED = (
    "insert into landing.observations by name select directory_id, observed_at, "
    "content_batch as batch, 1 as sequence, observed_at as recorded_at, content_batch, content_at, "
    "400 as users, 600 as assignments, '' as users_sum, '' as assignments_sum, "
    "'' as subscriptions_sum, false as has_subscriptions from snapshot.looks",
    "insert into landing.statuses select directory_id, observed_at, 'accepted', '', 'guard', "
    "observed_at from snapshot.looks",
)


@dataclass(frozen=True, slots=True)
class Timed(Warehouse):
    """A warehouse that remembers how many seconds each table took since they were cleared."""

    seconds: dict[str, float] = field(default_factory=dict)

    def build(self, made: Query, parameters: Parameters | None = None) -> None:
        begun = time.perf_counter()
        Warehouse.build(self, made, parameters)
        self.seconds[made.table] = time.perf_counter() - begun


@contextmanager
def opened(data: Path) -> Iterator[Timed]:
    for name in bill.TABLES:
        bill.needs(name)  # Dagster has read what tables read before any run begins.
    with warehouse.opened(data, MEMORY) as house:
        yield Timed(house.connection, house.data)


def open_truths(root: Path, size: Size, data: Path) -> stages.Truths:
    """What a run of the chain is given, on the estate of this size."""
    return terms.truths(terms.write_estate(root / "estate", size), data, size.now)


def prepare(root: Path, size: Size, looks: int = 0) -> dict[str, Any]:
    """The looks, and a warehouse with the history of so many; else of the first few and of all."""
    days.make(root, size)
    for count in (looks,) if looks else (EARLY, size.looks):
        _prepare(root, size, count)
    return {}


def after(root: Path, count: int) -> Path:
    """The data folder whose warehouse has the history of the first `count` looks."""
    return root / f"after-{count}"


def _prepare(root: Path, size: Size, count: int) -> None:
    """`before.*` lacks the last look. The snapshot holds nothing after it, as on its morning."""
    data = after(root, count)
    made_by = data / "made_by"
    if made_by.exists() and made_by.read_text() == query.fingerprint():
        return
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    truths = open_truths(root, size, data)
    with opened(data) as house:
        stages.reference(house, truths)
        stages.history(house, truths)
        stages.billing(house, truths, periods=[size.period], customer_id=None)
        house.execute(f"attach '{root / 'days.duckdb'}' as source (read_only)")
        _fill(house, size, 0, count - 1)
        refresh.replay(house)
        house.execute("create schema before")
        for table in SPANS:
            house.execute(f"create table before.{table} as from history.{table}")
        _fill(house, size, count - 1, count)
        house.execute(ATTRIBUTES)
        for statement in LANDED:
            house.execute(statement)
        refresh.replay(house)
        for table in stages.HISTORY:
            house.build(query.load("history", table), {"now": truths.now})
        house.execute("detach source")
        house.execute("checkpoint")
    made_by.write_text(query.fingerprint())


def _fill(house: Warehouse, size: Size, a: int, b: int) -> None:
    with house.transaction():
        for look in range(a, b):
            day = FIRST_DAY + timedelta(days=look * size.every)
            for statement in FILL:
                house.execute(statement.format(day=day))


def forget_last_look(house: Warehouse) -> None:
    """Back to the morning of the last look."""
    for table in SPANS:
        house.execute(f"create or replace table history.{table} as from before.{table}")
    house.execute("checkpoint")
