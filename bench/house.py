"""Warehouses for the bench: tables as the real chain makes them, filled with the bench's days."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import days
import terms

from sql import query, refresh, stages, warehouse
from sql.query import Query
from sql.warehouse import Parameters, Warehouse

MEMORY = "2500MB"
SPANS = ("assignments", "users", "skus", "looks")

# What stands in the snapshot of the days from $from_index to before $to_index.
FILL = (
    "insert into snapshot.looks select directory_id, "
    "(d.day + interval 6 hour)::timestamptz, d.day, 'Europe/Berlin', '000001-bench', "
    "(d.day + interval 6 hour)::timestamptz, '000001-bench', false from reference.directories "
    "cross join (select date '{first}' + n::integer as day from range({a}, {b}) as t(n)) as d",
    "insert into snapshot.assignments select directory_id, snapshot_day, user_id, sku_id, "
    "null, null from source.assignments "
    "where snapshot_day >= date '{first}' + {a} and snapshot_day < date '{first}' + {b}",
    "insert into snapshot.users select directory_id, snapshot_day, user_id, attributes_id "
    "from source.users "
    "where snapshot_day >= date '{first}' + {a} and snapshot_day < date '{first}' + {b}",
    "insert into snapshot.skus select distinct directory_id, snapshot_day, sku_id, "
    "printf('PART_%02d', product) from source.assignments "
    "where snapshot_day >= date '{first}' + {a} and snapshot_day < date '{first}' + {b}",
)
ATTRIBUTES = """
insert into snapshot.user_attributes by name
select
    attributes_id, user_principal_name, display_name, mail, department, company_name,
    account_enabled, user_type, lower(user_principal_name) as principal_name_key,
    'customer.example' as domain_key, lower(department) as department_key,
    account_enabled and user_type = 'Member' as is_counted_user
from source.attributes
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

    def build(self, made: Query, parameters: Parameters | None = None) -> int:
        begun = time.perf_counter()
        count = Warehouse.build(self, made, parameters)
        self.seconds[made.table] = time.perf_counter() - begun
        return count


@contextmanager
def opened(data: Path) -> Iterator[Timed]:
    with warehouse.opened(data, MEMORY) as house:
        yield Timed(house.connection, house.data)


def prepare(root: Path, count: int) -> Path:
    """A warehouse with the history of the first `count` days; `before.*` lacks the last of them.

    Its snapshot holds nothing after the last of these days, as on the morning of it.
    """
    data = root / f"after-{count}"
    made_by = data / "made_by"
    if made_by.exists() and made_by.read_text() == query.fingerprint():
        return data
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    truths = terms.truths(terms.write_estate(root / "estate"), data)
    with opened(data) as house:
        stages.reference(house, truths)
        stages.history(house, truths)
        stages.billing(house, truths, periods=[terms.PERIOD], customer_id=None)
        house.execute(f"attach '{root / 'days.duckdb'}' as source (read_only)")
        _fill(house, 0, count - 1)
        refresh.replay(house)
        house.execute("create schema before")
        for table in SPANS:
            house.execute(f"create table before.{table} as from history.{table}")
        _fill(house, count - 1, count)
        house.execute(ATTRIBUTES)
        for statement in LANDED:
            house.execute(statement)
        refresh.replay(house)
        for table in stages.HISTORY:
            house.build(query.load("history", table), {"now": truths.now})
        house.execute("detach source")
        house.execute("checkpoint")
    made_by.write_text(query.fingerprint())
    return data


def _fill(house: Warehouse, a: int, b: int) -> None:
    for statement in FILL:
        house.execute(statement.format(first=days.FIRST_DAY, a=a, b=b))
