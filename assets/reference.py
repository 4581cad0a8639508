"""Reference: the estate as written, and the terms, rates and rules that follow from it."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets import tables
from assets.premises import Premises
from sql import stages

WRITTEN = (
    "settings",
    "currencies",
    "customers",
    "directories",
    "skus",
    "products",
    "price_book",
    "exclusions",
    "people",
    "payers",
    "quantities",
    "adjustments",
)
TABLES = frozenset(f"reference.{name}" for name in (*WRITTEN, *stages.REFERENCE))


def build(known: frozenset[str]) -> dg.AssetsDefinition:
    derived, checks = tables.specs("reference", stages.REFERENCE, known)
    written = [
        dg.AssetSpec(
            ["reference", name],
            description=f"{name} of the estate, as the user wrote it",
            group_name="reference",
            kinds={"toml" if name == "settings" else "csv", "duckdb"},
            owners=tables.OWNERS,
        )
        for name in WRITTEN
    ]

    @dg.multi_asset(
        name="reference",
        specs=[*written, *derived],
        check_specs=checks,
        can_subset=True,
        pool="warehouse",
        required_resource_keys={"premises"},
    )
    def reference(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        premises: Premises = context.resources.premises()
        premises.bring("reference")
        rows = {name: len(premises.truths.estate[name].rows) for name in WRITTEN}
        yield from tables.counted(context, "reference", rows)
        yield from tables.results(context, premises.house, "reference", stages.REFERENCE)

    return reference
