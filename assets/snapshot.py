"""Snapshot: one shape per day, the union of the day's accepted looks."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets import tables
from assets.partitions import Calendar
from assets.premises import Premises
from sql import refresh

TABLES = frozenset(f"snapshot.{name}" for name in refresh.SNAPSHOT)


def build(known: frozenset[str], calendar: Calendar) -> dg.AssetsDefinition:
    specs, checks = tables.specs("snapshot", refresh.SNAPSHOT, known, calendar.days())

    @dg.multi_asset(
        name="snapshot",
        specs=specs,
        check_specs=checks,
        can_subset=True,
        pool="warehouse",
        backfill_policy=dg.BackfillPolicy.single_run(),
        required_resource_keys={"premises"},
    )
    def snapshot(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        premises: Premises = context.resources.premises()
        premises.bring("reference", "landing", "snapshot")
        yield from tables.results(context, premises.house, "snapshot", refresh.SNAPSHOT)

    return snapshot
