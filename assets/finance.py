"""Finance: what the analyst queries, published as one file that is always complete."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets import documents, exports, tables
from assets.premises import Premises
from reports.document import Document
from sql import publish, query, versions

ANEW = "prorata/anew"  # tag of runs that write the file anew instead of what changed in it
EXPORTS = dg.AssetKey(["finance", "exports"])
TABLES = frozenset(f"finance.{name}" for name in publish.TABLES)


def build(known: frozenset[str]) -> dg.AssetsDefinition:
    specs = [tables.spec(query.load("finance", name), known) for name in publish.TABLES]

    exported = dg.AssetSpec(
        EXPORTS,
        description="files of each period that was billed last: accounting, workbook, report",
        group_name="finance",
        kinds={"excel", "html", "csv"},
        owners=tables.OWNERS,
        deps=[spec.key for spec in specs],
    )

    @dg.multi_asset(
        name="finance",
        specs=[*specs, exported],
        can_subset=True,
        pool="warehouse",
        required_resource_keys={"premises"},
    )
    def finance(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        premises: Premises = context.resources.premises()
        premises.bring("reference", "history", "ledger")
        versions.keep_used(premises.house, premises.truths, premises.versions)
        rows = publish.write(
            premises.house,
            premises.truths,
            premises.published,
            is_anew=ANEW in context.run.tags,
        )
        yield from tables.counted(context, "finance", rows)
        written = _exported(premises)
        if EXPORTS in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=EXPORTS, metadata=written)

    return finance


def _exported(premises: Premises) -> dict[str, dg.MetadataValue | int]:
    """The periods of the last bill: their files, and the report's pictures without names."""
    asked = premises.house.rows("select distinct period from billing.asked")
    labels = sorted({label for (label,) in asked} | premises.billed)
    paper = premises.paper
    known = _documents(premises, labels)
    said: dict[str, dg.MetadataValue | int] = {}
    count = 0
    for label in labels:
        of_period = [document for document in known if document.period == label]
        period = exports.asked(premises, label, of_period)
        count += len(exports.write(paper, period))
        said[label] = dg.MetadataValue.md(exports.pictured(period))
        said[f"{label} documents"] = dg.MetadataValue.path(paper.folder / label)
        said[f"{label} files"] = dg.MetadataValue.path(paper.exported / label)
    return {"files": count, **said}


def _documents(premises: Premises, labels: list[str]) -> list[Document]:
    """Issued and drafted, where an export wants them."""
    house, paper = premises.house, premises.paper
    if not paper.exports:
        return []
    return [
        *documents.issued(house, paper, labels),
        *documents.drafts(house, paper, "draft"),
    ]
