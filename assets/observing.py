"""Directory: looks at live directories, taken before a run holds the warehouse."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import dagster as dg
from pydantic import Field

from assets.lookout import Failure, Lookout
from assets.premises import Refusal
from assets.tables import OWNERS

LOOKS = dg.AssetKey(["directory", "looks"])
ALL_ANSWER = "every_directory_answers"
# Before all else: whoever opens the warehouse holds it to the end of the run, and a slow tenant
# must keep nobody from billing.
FIRST = {"dagster/priority": "100"}
DAYS = ("dagster/partition", "dagster/asset_partition_range_end")


class Looking(dg.Config):
    """Which live directories a run looks into; all where it names none."""

    directories: list[str] = Field(default_factory=list, description="ids of live directories")


def build() -> dg.AssetsDefinition:
    spec = dg.AssetSpec(
        LOOKS,
        description="one look at each live directory, waiting for landing",
        group_name="directory",
        kinds={"parquet"},
        owners=OWNERS,
    )
    check = dg.AssetCheckSpec(
        ALL_ANSWER, asset=LOOKS, description="no directory failed; the others land all the same"
    )

    @dg.multi_asset(
        name="directory",
        specs=[spec],
        check_specs=[check],
        op_tags=FIRST,
        required_resource_keys={"lookout", "premises"},
    )
    def directory(
        context: dg.AssetExecutionContext, config: Looking
    ) -> Iterator[dg.MaterializeResult[Any]]:
        lookout: Lookout = context.resources.lookout
        looks: tuple[str, ...] = ()
        failures: tuple[Failure, ...] = ()
        if _is_past(context, lookout.today()):
            context.log.info("a directory shows only today: past days are replayed, none is asked")
        else:
            looks, failures = _observed(lookout, config)
        # Only now, and by a step without a place in the pool: see resources.premises.
        context.resources.premises()
        yield _result(looks, failures)

    return directory


def _is_past(context: dg.AssetExecutionContext, today: date) -> bool:
    """Whether the run is for days that are over, which no directory can be asked about."""
    days = [context.run.tags[tag] for tag in DAYS if tag in context.run.tags]
    return bool(days) and max(days) < today.isoformat()


def _observed(lookout: Lookout, config: Looking) -> tuple[tuple[str, ...], tuple[Failure, ...]]:
    try:
        observed = lookout.observe(config.directories)
    except Refusal as refusal:
        raise dg.Failure("\n".join(refusal.faults), allow_retries=False) from None
    return observed.looked, observed.failures


def _result(looks: Sequence[str], failures: Sequence[Failure]) -> dg.MaterializeResult[Any]:
    """Directories by id, with cause and advice; what went wrong in words is in finance."""
    failed = [
        dg.TableRecord({"directory": f.directory_id, "cause": f.cause, "advice": f.advice})
        for f in failures
    ]
    columns = dict.fromkeys(("directory", "cause", "advice"), "string")
    schema = dg.TableSchema.from_name_type_dict(columns)
    check = dg.AssetCheckResult(
        asset_key=LOOKS,
        check_name=ALL_ANSWER,
        passed=not failed,
        metadata={"failed": dg.MetadataValue.table(failed, schema)} if failed else {},
    )
    return dg.MaterializeResult(
        asset_key=LOOKS,
        metadata={"looks": len(looks), "failures": len(failed)},
        check_results=[check],
    )
