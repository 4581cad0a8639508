"""A contract held against its table by Great Expectations, over looks as narrow as they can be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sql import query
from sql.query import Expectation, Query
from sql.warehouse import Warehouse

SAMPLES = 20
NOTHING, NO_ROW = "expect_table_row_count_to_equal", {"value": 0}


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


def judge(house: Warehouse, tables: Sequence[Query]) -> dict[str, Findings]:
    """Every expectation of the contracts, and that their grains are unique, by table.

    Most looks are at rows that break a rule, and there are none: whether any table has one is
    judged once for all of them, and only a look that has some is judged by itself. Great
    Expectations takes as long for no row as for many.
    """
    rows = {made.table: _count(house, made) for made in tables}
    asked = {made.table: list(_expected(made)) for made in tables if rows[made.table]}
    broken = _broken(house, asked)
    findings = {}
    for table, count in rows.items():
        expected = asked.get(table, [])
        doubted = [
            each
            for place, each in enumerate(expected)
            if not _is_of_nothing(each) or (table, place) in broken
        ]
        failures = [failure for each in doubted if (failure := _judge(house, table, each))]
        findings[table] = Findings(count, len(expected), tuple(failures))
    return findings


def _count(house: Warehouse, made: Query) -> int:
    """Its rows; a run that billed nothing did not make what is kept in memory alone."""
    if not all(map(house.has, query.in_memory(made))):
        return 0
    return int(house.rows(f"select count(*) from {made.table}")[0][0])


def _expected(made: Query) -> Iterator[Expectation]:
    grain = ", ".join(made.contract.grain)
    repeated = f"select {grain} from {made.table} group by all having count(*) > 1"
    yield Expectation(NOTHING, NO_ROW, repeated)
    yield from made.contract.expectations


def _is_of_nothing(expected: Expectation) -> bool:
    return expected.look is not None and (expected.name, expected.arguments) == (NOTHING, NO_ROW)


def _broken(house: Warehouse, asked: Mapping[str, list[Expectation]]) -> set[tuple[str, int]]:
    """Tables, and places of their expectations, whose look should show nothing and shows a row."""
    from pandas import DataFrame

    found = [
        (table, place)
        for table, expected in asked.items()
        for (place,) in house.rows(_places(expected))
    ]
    frame = DataFrame(found, columns=["table", "place"])
    return set() if _validate(frame, NOTHING, NO_ROW)["success"] else set(found)


def _places(expected: list[Expectation]) -> str:
    looks = [
        f"(select {place} as place from ({each.look}\n) as shown limit 1)"
        for place, each in enumerate(expected)
        if _is_of_nothing(each)
    ]
    return " union all ".join(looks)


def _judge(house: Warehouse, table: str, expected: Expectation) -> Failure | None:
    column = expected.arguments.get("column")
    frame = house.frame(expected.look or f"select distinct {column} from {table}")
    # Samples and counts take Great Expectations as long again, and are wanted of a failure alone.
    if _validate(frame, expected.name, expected.arguments, "BOOLEAN_ONLY")["success"]:
        return None
    found = _validate(frame, expected.name, expected.arguments)["result"]
    unexpected = found.get("partial_unexpected_list")
    sampled = unexpected if unexpected else frame.head(SAMPLES).itertuples(index=False)
    samples = [", ".join(map(str, s)) if isinstance(s, tuple) else str(s) for s in sampled]
    return Failure(expected.name, int(found.get("unexpected_count", len(frame))), samples[:SAMPLES])


def _validate(
    frame: Any, name: str, arguments: Mapping[str, Any], detail: str = "SUMMARY"
) -> Mapping[str, Any]:
    """Success and result; an exception inside a metric comes back as failure, and is raised."""
    gx, batches = _context()
    kind = getattr(gx.expectations, "".join(part.title() for part in name.split("_")))
    batch = batches.get_batch({"dataframe": frame})
    found = batch.validate(kind(**arguments), result_format=detail)
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
