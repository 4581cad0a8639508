"""Finance: what the analyst queries, published as one file that is always complete."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets import tables
from assets.premises import Premises
from sql import publish, query

TABLES = frozenset(f"finance.{name}" for name in publish.TABLES)


def build(known: frozenset[str]) -> dg.AssetsDefinition:
    specs = [tables.spec(query.load("finance", name), known) for name in publish.TABLES]

    @dg.multi_asset(
        name="finance",
        specs=specs,
        can_subset=True,
        pool="warehouse",
        required_resource_keys={"premises"},
    )
    def finance(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        premises: Premises = context.resources.premises()
        premises.bring("reference", "history")
        rows = publish.write(premises.house, premises.truths, premises.published)
        yield from tables.counted(context, "finance", rows)

    return finance
