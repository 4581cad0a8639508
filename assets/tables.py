"""One sql file, one asset: key, group, description and columns from its contract, upstreams read
from the SQL, and a blocking check that judges the contract's expectations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from assets import expectations
from assets.expectations import Findings
from sql import query
from sql.query import Query
from sql.warehouse import Warehouse

OWNERS = ["team:billing"]
CHECK = "contract"


def spec(
    made: Query, known: frozenset[str], partitions: dg.PartitionsDefinition | None = None
) -> dg.AssetSpec:
    """The asset of a table; of what it reads, the tables that are assets too are its upstreams."""
    columns = [
        dg.TableColumn(name=name, description=sentence)
        for name, sentence in made.contract.columns.items()
    ]
    return dg.AssetSpec(
        key=[made.stage, made.name],
        description=made.contract.row,
        group_name=made.stage,
        kinds={"duckdb", "sql"},
        owners=OWNERS,
        deps=[key(table) for table in made.upstreams() if table in known],
        metadata={
            "dagster/column_schema": dg.TableSchema(columns=columns),
            "grain": ", ".join(made.contract.grain),
        },
        partitions_def=partitions,
    )


def key(table: str) -> dg.AssetKey:
    return dg.AssetKey(table.split("."))


def check_spec(made: Query) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        CHECK,
        asset=key(made.table),
        blocking=True,
        description=f"grain {', '.join(made.contract.grain)} and "
        f"{len(made.contract.expectations)} expectations",
    )


def specs(
    stage: str,
    names: Sequence[str],
    known: frozenset[str],
    partitions: dg.PartitionsDefinition | None = None,
) -> tuple[list[dg.AssetSpec], list[dg.AssetCheckSpec]]:
    """Assets and checks of a stage's tables, in data order, all partitioned alike: a backfill asks
    that of what one step makes."""
    made = [query.load(stage, name) for name in names]
    return (
        [spec(one, known, partitions) for one in made],
        [check_spec(one) for one in made],
    )


def results(
    context: dg.AssetExecutionContext, house: Warehouse, stage: str, names: Sequence[str]
) -> Iterator[dg.MaterializeResult[Any]]:
    """What became of each table that was selected: its rows, and how its contract was kept.

    A stage is always brought up to date whole; a selection only says what is reported.
    """
    loaded = [query.load(stage, name) for name in names]
    tables = [made for made in loaded if key(made.table) in context.selected_asset_keys]
    findings = expectations.judge(house, tables)
    for made in tables:
        found = findings[made.table]
        is_checked = dg.AssetCheckKey(key(made.table), CHECK) in context.selected_asset_check_keys
        yield dg.MaterializeResult(
            asset_key=key(made.table),
            metadata={"dagster/row_count": found.rows},
            check_results=[_checked(made, found)] if is_checked else [],
        )


def _checked(made: Query, found: Findings) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=key(made.table),
        check_name=CHECK,
        passed=not found.failures,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata=found.metadata(),
    )


def counted(
    context: dg.AssetExecutionContext, stage: str, rows: Mapping[str, int]
) -> Iterator[dg.MaterializeResult[Any]]:
    """What became of selected tables that have no contract of their own: their rows."""
    for name, count in rows.items():
        if dg.AssetKey([stage, name]) in context.selected_asset_keys:
            yield dg.MaterializeResult(
                asset_key=[stage, name], metadata={"dagster/row_count": count}
            )
