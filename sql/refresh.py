"""Brings landing, snapshot and history up to what stands on disk; done twice, done once.

Each stage remembers the looks it was built from and works only on the days that differ, so an
in-order day, a late batch, a release, another time zone and a full rebuild are one operation.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sql import decisions, guard, intake, query
from sql.decisions import Decisions
from sql.warehouse import Warehouse

SNAPSHOT = ("looks", "user_attributes", "users", "assignments", "skus", "subscriptions")
REPLAYED = ("assignments", "users", "skus")
LOOK_COLUMNS = (
    "directory_id varchar, observed_at timestamptz, snapshot_day date, time_zone varchar, "
    "content_batch varchar, content_at timestamptz, subscriptions_batch varchar, "
    "has_subscriptions boolean"
)


def land(house: Warehouse, taken: Decisions, *, share: Decimal, now: datetime) -> None:
    """Loads batches and decisions not loaded yet and judges, batch by batch, what nobody has."""
    with house.transaction():
        _load_batches(house)
        decisions.load(house, taken)
        house.build(query.load("landing", "statuses"))
    for (batch,) in house.ask("landing/unjudged.sql"):
        with house.transaction():
            pending = _of_batch(house, batch)
            taken.judgements(
                by="guard", at=now, found=guard.judge(house, pending, share), batch=batch
            )
            decisions.load(house, taken)
            house.build(query.load("landing", "statuses"))


def _load_batches(house: Warehouse) -> None:
    known: set[str] = set()
    if house.has("landing.observations"):
        known = {row[0] for row in house.rows("select distinct batch from landing.observations")}
    folders = sorted((house.data / "landing").glob("[0-9]*/observations.parquet"))
    new = [str(f) for f in folders if f.parent.name not in known]
    if new or not known:
        _append_observations(house, new)


def _append_observations(house: Warehouse, new: list[str]) -> None:
    made = query.load("landing", "observations")
    if not house.has(made.table):
        house.execute(query.text("landing/intake/landed.sql"))
    if new:
        house.execute(f"insert into {made.table} by name {made.text}", {"new_batches": new})


def _of_batch(house: Warehouse, batch: str) -> list[guard.Look]:
    directories = house.rows(
        "select distinct directory_id from landing.observations where batch = $batch",
        {"batch": batch},
    )
    condition = f"o.batch = '{batch}' and s.status is null"
    return guard.looks(house, condition, [d for (d,) in directories])


def snapshot(house: Warehouse, now: datetime) -> None:
    """One shape per day, of the days whose accepted looks changed."""
    with house.transaction():
        house.execute(f"create table if not exists snapshot.looks ({LOOK_COLUMNS})")
        made = query.load("snapshot", "looks")
        house.execute(f"create or replace temp table wanted_looks as {made.text}", {"now": now})
        _note_changes(house, "snapshot.looks")
        house.execute("create or replace table snapshot.looks as from wanted_looks")
        _expose_changed(house)
        for name in SNAPSHOT[1:]:
            house.build(query.load("snapshot", name))


def _note_changes(house: Warehouse, used: str) -> None:
    house.execute(f"create or replace temp view used_looks as from {used}")
    house.execute(query.text("snapshot/changed_days.sql"))


def _expose_changed(house: Warehouse) -> None:
    batches = house.rows(
        "select distinct unnest([l.content_batch, l.subscriptions_batch]) from snapshot.looks as l "
        "semi join changed_days as c "
        "on l.directory_id = c.directory_id and l.snapshot_day = c.snapshot_day"
    )
    intake.expose(house, [batch for (batch,) in batches])


def replay(house: Warehouse) -> None:
    """History from the first day whose looks changed on, directory by directory."""
    with house.transaction():
        house.execute(f"create table if not exists history.looks ({LOOK_COLUMNS})")
        house.execute("create or replace temp table wanted_looks as from snapshot.looks")
        _note_changes(house, "history.looks")
        for name in REPLAYED:
            house.build(query.load("history", name))
        house.execute("create or replace table history.looks as from snapshot.looks")
