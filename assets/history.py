"""History: who held what from when to when, who is who, and what is known of each day."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets import tables
from assets.premises import Premises
from sql import refresh, stages

NAMES = (*refresh.REPLAYED, *stages.HISTORY)
TABLES = frozenset(f"history.{name}" for name in NAMES)


def build(known: frozenset[str]) -> dg.AssetsDefinition:
    specs, checks = tables.specs("history", NAMES, known)

    @dg.multi_asset(
        name="history",
        specs=specs,
        check_specs=checks,
        can_subset=True,
        pool="warehouse",
        required_resource_keys={"premises"},
    )
    def history(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        premises: Premises = context.resources.premises()
        premises.bring("reference", "history")
        yield from tables.results(context, premises.house, "history", NAMES)

    return history
