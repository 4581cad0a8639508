"""A run over years is in the log of events as Dagster would have written it, event by event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus

from pipelines.cli import main
from pipelines.event_log import BATCH, EventLog

FIRST, LAST = date(2022, 3, 1), date(2025, 1, 15)
DAYS = [f"{FIRST + timedelta(n)}" for n in range((LAST - FIRST).days + 1)]
USERS = dg.AssetKey(["snapshot", "users"])
ESTATE = {
    "settings.toml": '[seller]\nname = "Kontor"\n[billing]\ntime_zone = "UTC"\n',
    "directories.csv": "directory_id,customer_id,kind\nd1,c1,recorded\n",
    "customers.csv": "customer_id,name\nc1,Customer\n",
    "skus.csv": "sku,product_code\ns1,p1\n",
    "products.csv": "product_code,name,kind\np1,Product,sku\n",
    "price_book.csv": "product_code,valid_from,currency,unit_price\np1,2020-01-01,EUR,10\n",
}
LOOKS = [f"d1,{day}T03:00:00Z" for day in (FIRST, LAST)]
BATCHES = {
    "observations.csv": "\n".join(["directory_id,observed_at", *LOOKS]),
    "users.csv": "\n".join(["directory_id,observed_at,user_id", *(f"{x},u1" for x in LOOKS)]),
}


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    """That of an estate into which a look of years ago and one of today were imported."""
    root = tmp_path_factory.mktemp("years")
    estate, batch = write(root / "estate", ESTATE), write(root / "batch", BATCHES)
    asked = ["--estate", str(estate), "--today", str(LAST), "import", str(batch)]
    result = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    with dg.DagsterInstance.from_config(str(estate / "data" / "dagster")) as made:
        yield made


def test_more_days_than_a_batch_holds_are_materialised_each(instance: dg.DagsterInstance) -> None:
    assert len(DAYS) > BATCH
    for key in (USERS, dg.AssetKey(["landing", "covers"])):
        assert instance.get_materialized_partitions(key) == set(DAYS)


def test_the_log_of_a_run_keeps_the_order_in_which_things_happened(
    instance: dg.DagsterInstance,
) -> None:
    (run,) = instance.get_runs()
    entries = instance.all_logs(run.run_id)
    made = [e.get_dagster_event() for e in entries if e.is_dagster_event]
    of_users = [
        event.partition
        for event in made
        if event.is_step_materialization and event.asset_key == USERS
    ]
    assert of_users == DAYS
    assert [e.timestamp for e in entries] == sorted(e.timestamp for e in entries)
    assert made[-1].event_type == dg.DagsterEventType.RUN_SUCCESS


def test_the_asset_knows_its_last_run_and_its_last_day(instance: dg.DagsterInstance) -> None:
    (run,) = instance.get_runs()
    (record,) = instance.get_asset_records([USERS])
    assert record.asset_entry.last_run_id == run.run_id
    latest = record.asset_entry.last_materialization_record
    assert latest is not None
    assert latest.partition_key == DAYS[-1]
    found = instance.get_event_records(
        dg.EventRecordsFilter(dg.DagsterEventType.ASSET_MATERIALIZATION, USERS), limit=1
    )
    assert found[0].storage_id == latest.storage_id
    tags = instance.get_event_tags_for_asset(USERS, filter_event_id=latest.storage_id)
    assert list(tags[0]) == ["dagster/data_version"]


def test_a_check_of_a_table_is_planned_once_and_ends(instance: dg.DagsterInstance) -> None:
    check = dg.AssetCheckKey(USERS, "contract")
    storage = instance.event_log_storage
    assert isinstance(storage, EventLog)
    history = storage.get_asset_check_execution_history(check, limit=10)
    assert [one.status for one in history] == [AssetCheckExecutionRecordStatus.SUCCEEDED]
    planned = instance.get_event_records(
        dg.EventRecordsFilter(dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED, USERS)
    )
    assert len(planned) == 1
