"""Previews: periods still open, billed as if those who hold now hold to their end.

Nothing of a preview is kept but its files: the stage is built, printed and undone.
"""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets import documents, partitions, tables
from assets.partitions import Calendar
from assets.premises import PREVIEWED, Premises
from reports import outbox
from sql import query, stages
from sql.warehouse import Warehouse

KEY = dg.AssetKey(["billing", "previews"])
SELECTED = dg.AssetSelection.assets(KEY)


class Asked(dg.Config):
    """Which customer's periods a run previews; all where it names none."""

    customer_id: str | None = None


def build(calendar: Calendar) -> dg.AssetsDefinition:
    @dg.asset(
        name=KEY.path[-1],
        key_prefix=KEY.path[:-1],
        description="files of previews: a period still open, as if everybody kept what they have",
        group_name="billing",
        kinds={"html", "csv", "json"},
        owners=tables.OWNERS,
        deps=[["history", "assignments"], ["history", "users"], ["reference", "terms"]],
        partitions_def=calendar.months(),
        pool="warehouse",
        backfill_policy=dg.BackfillPolicy.single_run(),
        required_resource_keys={"premises"},
    )
    def previews(
        context: dg.AssetExecutionContext, config: Asked
    ) -> Iterator[dg.MaterializeResult[Any]]:
        premises: Premises = context.resources.premises()
        premises.bring("reference", "history")
        files = sum(
            _preview(premises, period, config.customer_id) for period in partitions.periods(context)
        )
        yield dg.MaterializeResult(
            metadata={"files": files, "folder": dg.MetadataValue.path(premises.paper.previews)}
        )

    return previews


def _preview(premises: Premises, period: str, customer_id: str | None) -> int:
    """Writes the files of a period, and beside them what came of each customer."""
    with premises.house.undone() as house:
        stages.billing(
            house, premises.truths, periods=[period], customer_id=customer_id, is_preview=True
        )
        written = documents.write_previews(premises)
        found = json.dumps(_outcome(house), ensure_ascii=False, indent=2, default=str)
    outbox.write(premises.paper.previews / period, PREVIEWED, found.encode())
    return len(written)


def _outcome(house: Warehouse) -> dict[str, Any]:
    """Customers and blockers of the periods asked for, as `bill` tells them."""
    return {
        name: house.names(query.text(f"billing/documents/{name}.sql"))
        for name in ("customers", "blockers")
    }
