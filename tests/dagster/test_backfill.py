"""Past partitions may be run again from the UI, in any order, alone or as a backfill."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import dagster as dg
import pytest
from desk import Desk
from desk_estate import MARCH, batch, look, small

from pipelines import definitions, jobs, resources
from pipelines.estate.read import read

MOMENT = datetime(2026, 5, 4, 10, tzinfo=UTC)
DAYS = ("2026-03-01", "2026-03-12", "2026-03-20", "2026-04-02")
MONTHS = (MARCH, "2026-04")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """March issued, a look that came late, April drafted as known before it came."""
    root = tmp_path_factory.mktemp("backfill")
    desk = small(root)
    looks = [look(1, "ab"), look(20, "abc"), look(31, "bc")]
    desk.done("import", batch(root, "b1", *looks))
    desk.done("issue", MARCH)
    may = replace(desk, today=date(2026, 5, 3))
    may.done("import", batch(root, "b2", look(12, "b")))
    replace(desk, today=date(2026, 5, 4)).done("bill", "2026-04", "--as-of", "2026-05-02")
    return desk


def kept(desk: Desk) -> dict[str, object]:
    """What no run without a new batch may change: truths, issued documents, rows of history."""
    issued = [*desk.data.glob("documents/*/*/INV-*"), *desk.data.glob("ledger/*")]
    truths = [*desk.data.glob("landing/*/*"), *desk.data.glob("decisions/*")]
    return {
        **{str(path): path.read_bytes() for path in [*issued, *truths] if path.is_file()},
        **{name: desk.rows(f"from {name} order by all") for name in ("assignments", "users")},
        **{name: desk.rows(f"from {name} order by all") for name in ("observations", "coverage")},
        "issued": desk.rows("from documents where number is not null order by all"),
        "lines": desk.rows(
            "from lines semi join (from documents where number is not null) using (document_id) "
            "order by all"
        ),
    }


def run(desk: Desk, job: str, tags: dict[str, str]) -> None:
    """A run as the UI launches it, with the configuration that a job has by itself."""
    defs = definitions.build(read(desk.estate, resources.formats()), now=MOMENT)
    with dg.DagsterInstance.ephemeral() as instance:
        done = defs.resolve_job_def(job).execute_in_process(instance=instance, tags=tags)
    assert done.success


def alone(key: str) -> dict[str, str]:
    return {"dagster/partition": key}


def ranged(first: str, last: str) -> dict[str, str]:
    names = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
    return dict(zip(names, (first, last), strict=True))


def test_past_partitions_run_again_change_nothing_that_was_issued_or_seen(desk: Desk) -> None:
    before = kept(desk)
    told = [(jobs.DAILY, alone(day)) for day in DAYS]
    told += [(name, alone(month)) for name in (jobs.MONTHLY, jobs.ISSUE) for month in MONTHS]
    told += [(jobs.DAILY, ranged(DAYS[0], DAYS[-1])), (jobs.MONTHLY, ranged(*MONTHS))]
    told += [(jobs.ISSUE, ranged(*MONTHS)), (jobs.PUBLISH, {})]
    Random(6).shuffle(told)
    for job, tags in told:
        run(desk, job, tags)
        assert kept(desk) == before, (job, tags)
    # What was drafted as known before is drafted as of now again.
    assert desk.rows("select net from documents where period = '2026-04'") == desk.rows(
        "select sum(amount) from charges where period = '2026-04'"
    )


def test_a_backfill_of_a_warehouse_that_is_gone_brings_the_same_rows(desk: Desk) -> None:
    before = kept(desk)
    (desk.data / "warehouse.duckdb").unlink()
    run(desk, jobs.MONTHLY, ranged(*MONTHS))
    assert kept(desk) == before
