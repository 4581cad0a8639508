"""What a person ought to see of billing in the UI: what blocks it, and what is left to correct."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import dagster as dg

from assets import stakes
from assets.premises import Premises
from sql import corrections

NOTHING_BLOCKS = "nothing_blocks"
NOTHING_TO_CORRECT = "nothing_to_correct"
SPECS = (
    dg.AssetCheckSpec(
        NOTHING_BLOCKS,
        asset=["billing", "blockers"],
        description="no customer's period is kept from being billed; the others are drafted",
    ),
    dg.AssetCheckSpec(
        NOTHING_TO_CORRECT,
        asset=["billing", "differences"],
        description="what is due for settled periods is what was invoiced; `prorata correct` "
        "compares what changed since it last did, and drafts what differs",
    ),
)
BLOCKING = """
select b.period, b.customer_id, b.code, coalesce(b.directory_id, ''), b.detail, b.since::varchar
from billing.blockers as b
semi join billing.asked as a on b.period = a.period and b.customer_id = a.customer_id
where not b.is_warning order by all
"""


def given(
    premises: Premises, selected: Collection[dg.AssetCheckKey]
) -> Iterator[dg.AssetCheckResult]:
    """The verdicts that a run was asked for, by ids; none of them names a person."""
    for spec in SPECS:
        if spec.key in selected:
            yield _VERDICTS[spec.name](premises)


def _blocking(premises: Premises) -> dg.AssetCheckResult:
    rows = premises.house.rows(BLOCKING)
    columns = ("period", "customer", "code", "directory", "detail", "since")
    return dg.AssetCheckResult(
        asset_key=["billing", "blockers"],
        check_name=NOTHING_BLOCKS,
        passed=not rows,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={
            "customers": len({row[1] for row in rows}),
            "blockers": stakes.table(columns, rows),
        },
    )


def _correcting(premises: Premises) -> dg.AssetCheckResult:
    """Differences that stand, with the money at stake, and settled periods not compared since what
    they are made of changed."""
    house = premises.house
    differing = stakes.differing(premises)
    pairs = corrections.settled(house, None, None)
    compared = {one.pair for one in differing}
    left = [
        (one.period, one.customer_id)
        for one in corrections.left(house, premises.truths, pairs)
        if (one.period, one.customer_id) not in compared
    ]
    found = stakes.Found([one for one in differing if one.is_money], left)
    return dg.AssetCheckResult(
        asset_key=["billing", "differences"],
        check_name=NOTHING_TO_CORRECT,
        passed=not found.stakes and not left,
        severity=dg.AssetCheckSeverity.WARN,
        description=found.told(),
        metadata=found.metadata(),
    )


_VERDICTS: Mapping[str, Callable[[Premises], dg.AssetCheckResult]] = {
    NOTHING_BLOCKS: _blocking,
    NOTHING_TO_CORRECT: _correcting,
}
