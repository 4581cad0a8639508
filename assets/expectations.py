"""A contract held against its table by Great Expectations, over looks as narrow as they can be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sql.query import Expectation, Query
from sql.warehouse import Warehouse

SAMPLES = 20


class Unjudged(Exception):
    """Great Expectations failed to judge, which is not the same as a failed expectation."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold: how many rows break it, and ids of some of them."""

    name: str
    count: int
    samples: list[str]


@dataclass(frozen=True, slots=True)
class Findings:
    rows: int
    judged: int
    failures: tuple[Failure, ...]

    def metadata(self) -> dict[str, Any]:
        """For the UI: counts, and samples of ids (never names: the event log keeps them)."""
        found: dict[str, Any] = {"rows": self.rows, "expectations": self.judged}
        for failure in self.failures:
            found[f"{failure.name}: rows"] = failure.count
            found[f"{failure.name}: samples"] = "\n".join(failure.samples)
        return found


def judge(house: Warehouse, made: Query) -> Findings:
    """Every expectation of the contract, and that its grain is unique."""
    rows = int(house.rows(f"select count(*) from {made.table}")[0][0])
    expected = list(_expected(made)) if rows else []
    failures = [failure for one in expected if (failure := _judge(house, made, one))]
    return Findings(rows, len(expected), tuple(failures))


def _expected(made: Query) -> Iterator[Expectation]:
    grain = ", ".join(made.contract.grain)
    repeated = f"select {grain} from {made.table} group by all having count(*) > 1"
    yield Expectation("expect_table_row_count_to_equal", {"value": 0}, repeated)
    yield from made.contract.expectations


def _judge(house: Warehouse, made: Query, expected: Expectation) -> Failure | None:
    column = expected.arguments.get("column")
    frame = house.frame(expected.look or f"select distinct {column} from {made.table}")
    result = _validate(frame, expected.name, expected.arguments)
    if result["success"]:
        return None
    unexpected = result["result"].get("partial_unexpected_list")
    sampled = unexpected if unexpected else frame.head(SAMPLES).itertuples(index=False)
    samples = [", ".join(map(str, s)) if isinstance(s, tuple) else str(s) for s in sampled]
    return Failure(
        expected.name, int(result["result"].get("unexpected_count", len(frame))), samples[:SAMPLES]
    )


def _validate(frame: Any, name: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Success and result; an exception inside a metric comes back as failure, and is raised."""
    gx, batches = _context()
    kind = getattr(gx.expectations, "".join(part.title() for part in name.split("_")))
    found = batches.get_batch({"dataframe": frame}).validate(kind(**arguments))
    raised = found.exception_info or {}
    if raised.get("raised_exception") or any(
        isinstance(one, dict) and one.get("raised_exception") for one in raised.values()
    ):
        raise Unjudged(name)
    return {"success": found.success, "result": found.result}


@cache
def _context() -> tuple[Any, Any]:
    """Great Expectations takes seconds to import, so only a check does."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("warehouse")
    return gx, source.add_dataframe_asset("look").add_batch_definition_whole_dataframe("whole")
