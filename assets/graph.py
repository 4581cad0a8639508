"""The whole graph, stage by stage in data order, and the selections that jobs run."""

from __future__ import annotations

import dagster as dg

from assets import (
    billing,
    finance,
    history,
    landing,
    ledger,
    observing,
    previews,
    reference,
    snapshot,
)
from assets.partitions import Calendar

KNOWN = (
    reference.TABLES
    | landing.TABLES
    | snapshot.TABLES
    | history.TABLES
    | ledger.TABLES
    | billing.TABLES
    | finance.TABLES
)
OBSERVING = dg.AssetSelection.groups(
    "directory", "reference", "landing", "snapshot", "history", "finance"
)
LOOKING = dg.AssetSelection.groups("reference", "landing", "snapshot", "history", "finance")
BILLING = dg.AssetSelection.groups("reference", "history", "billing", "finance") - previews.SELECTED
ISSUING = BILLING | dg.AssetSelection.groups("ledger")
APPROVING = dg.AssetSelection.groups("ledger", "finance")
PREVIEWING = previews.SELECTED
PUBLISHING = dg.AssetSelection.groups("reference", "history", "finance")


def build(calendar: Calendar) -> list[dg.AssetsDefinition]:
    return [
        observing.build(),
        reference.build(KNOWN),
        landing.build(KNOWN, calendar),
        snapshot.build(KNOWN, calendar),
        history.build(KNOWN),
        # What was invoiced is read when drafts are made, and what is drafted is issued next: the
        # graph shows the second, for it has no circles.
        billing.build(KNOWN - ledger.TABLES, calendar),
        ledger.build(KNOWN, calendar),
        previews.build(calendar),
        finance.build(KNOWN),
    ]
