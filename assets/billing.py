"""Billing: periods, billable days, charges, what blocks them, and drafts with their files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from assets import documents, partitions, tables
from assets.partitions import Calendar
from assets.premises import Premises
from sql import corrections, stages

TABLES = frozenset(f"billing.{name}" for name in stages.BILLING)
FILES = dg.AssetKey(["billing", "files"])
NOTHING_BLOCKS = "nothing_blocks"


class Asked(dg.Config):
    """Which customer's periods a run drafts; all where it names none.

    `corrects` drafts what settled periods differ by, under the version of the estate that each is
    pinned to or, where `is_now`, under the estate as it is.
    """

    customer_id: str | None = None
    corrects: bool = False
    is_now: bool = False


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
    blocks = dg.AssetCheckSpec(
        NOTHING_BLOCKS,
        asset=["billing", "blockers"],
        description="no customer's period is kept from being billed; the others are drafted",
    )

    @dg.multi_asset(
        name="billing",
        specs=[*specs, files],
        check_specs=[*checks, blocks],
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
        if _blocks_key() in context.selected_asset_check_keys:
            yield _blocking(premises)
        if FILES in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=FILES, metadata=_linked(files))

    return billing


def _billed(premises: Premises, periods: list[str], config: Asked) -> list[Path]:
    """Drafts of what is not settled, with the corrections that join them, and their files."""
    house, truths = premises.house, premises.truths
    pairs = corrections.carried(house, truths, periods, config.customer_id)
    _compare(premises, pairs, corrections.How(is_alone=False))
    stages.billing(house, truths, periods=periods, customer_id=config.customer_id)
    return documents.write_drafts(premises)


def _corrected(premises: Premises, periods: list[str], config: Asked) -> list[Path]:
    """Drafts of what settled periods differ by, each on a document of its own, and their files."""
    house, truths = premises.house, premises.truths
    pairs = corrections.settled(house, periods, config.customer_id)
    # The next invoice is computed under what is pinned: what was asked for cannot wait for it. Nor
    # can it take up what was invoiced in another currency.
    is_alone = config.is_now or not truths.is_next_invoice
    home = [one for one in pairs if not one.is_foreign]
    foreign = [one for one in pairs if one.is_foreign]
    return [
        *_compare(premises, home, corrections.How(is_alone, config.is_now)),
        *_compare(premises, foreign, corrections.How(True, config.is_now)),
    ]


def _compare(
    premises: Premises, pairs: list[corrections.Settled], how: corrections.How
) -> list[Path]:
    """Bills again the settled periods that are made of something else than when they last were."""
    house, truths = premises.house, premises.truths
    due = corrections.changed(house, truths, pairs, how)
    passes = corrections.compute(house, truths, premises.versions, due, how)
    return [path for _ in passes for path in documents.write_drafts(premises)]


def _blocks_key() -> dg.AssetCheckKey:
    return dg.AssetCheckKey(dg.AssetKey(["billing", "blockers"]), NOTHING_BLOCKS)


def _blocking(premises: Premises) -> dg.AssetCheckResult:
    """The blockers of the periods asked for, by id; none of it names a person."""
    rows = premises.house.rows(
        "select b.period, b.customer_id, b.code, coalesce(b.directory_id, ''), b.detail, "
        "b.since::varchar from billing.blockers as b semi join billing.asked as a "
        "on b.period = a.period and b.customer_id = a.customer_id "
        "where not b.is_warning order by all"
    )
    schema = dg.TableSchema.from_name_type_dict(
        dict.fromkeys(("period", "customer", "code", "directory", "detail", "since"), "string")
    )
    records = [
        dg.TableRecord(dict(zip([c.name for c in schema.columns], row, strict=True)))
        for row in rows
    ]
    return dg.AssetCheckResult(
        asset_key=["billing", "blockers"],
        check_name=NOTHING_BLOCKS,
        passed=not rows,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "customers": len({row[1] for row in rows}),
            "blockers": dg.MetadataValue.table(records, schema),
        },
    )


def _linked(written: list[Path]) -> dict[str, dg.MetadataValue | int]:
    folders = sorted({path.parent.parent for path in written})
    return {
        "files": len(written),
        **{folder.name: dg.MetadataValue.path(folder) for folder in folders},
    }
