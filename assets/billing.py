"""Billing: periods, billable days, charges, what blocks them, and drafts with their files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from assets import documents, partitions, past, tables, verdicts
from assets.drafting import compare, draft
from assets.partitions import Calendar
from assets.premises import Premises
from sql import corrections, stages

TABLES = frozenset(f"billing.{name}" for name in stages.BILLING)
FILES = dg.AssetKey(["billing", "files"])


class Asked(dg.Config):
    """Which customer's periods a run drafts; all where it names none.

    `corrects` drafts what settled periods differ by, under the version of the estate that each is
    pinned to or, where `is_now`, under the estate as it is. `as_of` drafts with what had been
    recorded by a moment with its zone; `is_compared` writes down what became known since. A run
    that `issues` its drafts writes no files of them, unless somebody has to approve them first.
    """

    customer_id: str | None = None
    corrects: bool = False
    is_now: bool = False
    as_of: str | None = None
    is_compared: bool = False
    issues: bool = False


def build(known: frozenset[str], calendar: Calendar) -> dg.AssetsDefinition:
    specs, checks = tables.specs("billing", stages.BILLING, known, calendar.months())
    files = dg.AssetSpec(
        FILES,
        description="files of draft documents, in every format the estate asks for",
        group_name="billing",
        kinds={"html", "csv", "json"},
        owners=tables.OWNERS,
        deps=[["billing", "drafts"], ["billing", "draft_lines"], ["billing", "draft_taxes"]],
        partitions_def=calendar.months(),
    )

    @dg.multi_asset(
        name="billing",
        specs=[*specs, files],
        check_specs=[*checks, *verdicts.SPECS],
        can_subset=True,
        pool="warehouse",
        backfill_policy=dg.BackfillPolicy.single_run(),
        required_resource_keys={"premises"},
    )
    def billing(
        context: dg.AssetExecutionContext, config: Asked
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        premises: Premises = context.resources.premises()
        premises.bring("reference", "history", "ledger")
        periods = partitions.periods(context)
        premises.billed.update(periods)
        written = _corrected if config.corrects else _billed
        files = written(premises, periods, config)
        yield from tables.results(context, premises.house, "billing", stages.BILLING)
        yield from verdicts.given(premises, context.selected_asset_check_keys)
        if FILES in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=FILES, metadata=_linked(files))

    return billing


def _billed(premises: Premises, periods: list[str], config: Asked) -> list[Path]:
    """Drafts of what is not settled, with the corrections that join them, and their files."""
    if config.as_of:
        return past.bill(
            premises,
            periods,
            customer_id=config.customer_id,
            as_of=config.as_of,
            is_compared=config.is_compared,
        )
    draft(premises, periods, config.customer_id)
    if config.issues and not premises.paper.is_approved_first:
        return documents.write_drafted(premises, [], periods)
    return documents.write_drafts(premises)


def _corrected(premises: Premises, periods: list[str], config: Asked) -> list[Path]:
    """Drafts of what settled periods differ by, each on a document of its own, and their files; a
    draft that had taken it up is drafted without."""
    stages.begin_billing(premises.house, premises.truths)
    pairs = corrections.settled(premises.house, periods, config.customer_id)
    # The next invoice is computed under what is pinned: what was asked for cannot wait for it.
    is_alone = config.is_now or not premises.truths.is_next_invoice
    waiting = [one for one in pairs if one.has_next]
    last = [one for one in pairs if not one.has_next]
    written = [
        *compare(premises, waiting, corrections.How(is_alone, config.is_now)),
        *compare(premises, last, corrections.How(True, config.is_now)),
    ]
    for _ in corrections.give_way(premises.house, premises.truths):
        written += documents.write_drafts(premises)
    return written


def _linked(written: list[Path]) -> dict[str, dg.MetadataValue | int]:
    folders = sorted({path.parent.parent for path in written})
    return {
        "files": len(written),
        **{folder.name: dg.MetadataValue.path(folder) for folder in folders},
    }
