"""The definitions load, and the schedules ask for the partitions that a person would."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest

from pipelines import definitions, resources
from pipelines.demo.estate import write_estate
from pipelines.estate.read import read


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    root: Path = tmp_path_factory.mktemp("demo") / "estate"
    write_estate(root)
    days = (date(2025, 12, 1), date(2026, 7, 1))
    return definitions.build(read(root, resources.formats()), days=days)


@pytest.mark.parametrize(
    ("name", "moment", "partition"),
    [
        # 01:30 in UTC is 03:30 in the estate's summer.
        ("every_night", datetime(2026, 7, 1, 1, 30, tzinfo=UTC), "2026-07-01"),
        ("every_night", datetime(2026, 1, 1, 2, 30, tzinfo=UTC), "2026-01-01"),
        ("first_of_the_month", datetime(2026, 7, 1, 4, 0, tzinfo=UTC), "2026-06"),
        ("first_of_the_month", datetime(2026, 1, 1, 5, 0, tzinfo=UTC), "2025-12"),
    ],
)
def test_a_schedule_asks_for_its_partition(
    defs: dg.Definitions, name: str, moment: datetime, partition: str
) -> None:
    schedule = defs.resolve_schedule_def(name)
    with dg.build_schedule_context(
        scheduled_execution_time=moment, repository_def=defs.get_repository_def()
    ) as context:
        requests = schedule.evaluate_tick(context).run_requests
    assert [request.partition_key for request in requests or []] == [partition]


def test_every_stage_is_a_group_and_every_table_has_owner_kind_and_columns(
    defs: dg.Definitions,
) -> None:
    graph = defs.resolve_asset_graph()
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]
    assert {node.group_name for node in nodes} == {
        "directory",
        "reference",
        "landing",
        "snapshot",
        "history",
        "ledger",
        "billing",
        "finance",
    }
    for node in nodes:
        assert node.key.path[0] == node.group_name
        assert node.owners == ["team:billing"], node.key
        assert node.kinds, node.key
        assert node.description, node.key
        if "sql" in node.kinds:
            assert node.metadata["dagster/column_schema"].columns, node.key


def test_lineage_is_read_from_the_sql(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    parents = graph.get(dg.AssetKey(["billing", "person_days"])).parent_keys
    assert parents == {
        dg.AssetKey(["billing", "held_days"]),
        dg.AssetKey(["billing", "joined"]),
        dg.AssetKey(["reference", "inclusions"]),
        dg.AssetKey(["reference", "products"]),
    }


def test_what_one_step_makes_is_partitioned_alike(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    for stage, partitioned in (
        ("landing", True),
        ("snapshot", True),
        ("billing", True),
        ("history", False),
        ("finance", False),
        ("reference", False),
    ):
        found = {
            graph.get(key).partitions_def
            for key in graph.get_all_asset_keys()
            if key.path[0] == stage
        }
        assert len(found) == 1, stage
        assert (found.pop() is not None) == partitioned, stage
