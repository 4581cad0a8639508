"""Ledger: documents as they were issued, what was settled, and what was invoiced for each line."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets import documents, freezing, partitions, tables
from assets.partitions import Calendar
from assets.premises import Premises
from sql import ledger as books

TABLES = frozenset(f"ledger.{name}" for name in books.TABLES)
CHAIN = "chain_holds"


class Deciding(dg.Config):
    """What a run decides about the drafts of its periods; nothing, where it only reads."""

    approves: bool = False
    issues: bool = False
    customer_id: str | None = None
    by: str = ""


def build(known: frozenset[str], calendar: Calendar) -> dg.AssetsDefinition:
    specs, checks = tables.specs("ledger", books.TABLES, known, calendar.months())
    # Drafts are what is issued, though no SELECT of the ledger reads them: it reads its files.
    specs[0] = specs[0].replace_attributes(deps=[["billing", "drafts"]])
    chain = dg.AssetCheckSpec(
        CHAIN,
        asset=["ledger", "documents"],
        description="each document names the hash of the file before it, and tables equal files",
    )

    @dg.multi_asset(
        name="ledger",
        specs=specs,
        check_specs=[*checks, chain],
        can_subset=True,
        pool="warehouse",
        backfill_policy=dg.BackfillPolicy.single_run(),
        required_resource_keys={"premises"},
    )
    def ledger(
        context: dg.AssetExecutionContext, config: Deciding
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        premises: Premises = context.resources.premises()
        premises.bring("reference", "history", "ledger")
        periods = partitions.periods(context)
        if config.approves:
            freezing.approve(premises, periods, config.customer_id, config.by)
        if config.issues:
            freezing.issue(premises, periods, config.customer_id)
        documents.write_issued(premises, periods)
        yield from tables.results(context, premises.house, "ledger", books.TABLES)
        if _chain_key() in context.selected_asset_check_keys:
            yield _chained(premises)

    return ledger


def _chain_key() -> dg.AssetCheckKey:
    return dg.AssetCheckKey(dg.AssetKey(["ledger", "documents"]), CHAIN)


def _chained(premises: Premises) -> dg.AssetCheckResult:
    faults = books.faults(premises.house, premises.truths.issued)
    return dg.AssetCheckResult(
        asset_key=["ledger", "documents"],
        check_name=CHAIN,
        passed=not faults,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"faults": len(faults), "samples": "\n".join(faults[:20])},
    )
