"""What a person ought to see of billing in the UI: what blocks it, and what is left to correct."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import dagster as dg

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
AT_STAKE = """
select
    d.period,
    d.customer_id,
    count(*) as lines,
    money(sum(d.delta_minor), t.minor_digits) as net,
    t.currency
from billing.differences as d
inner join reference.terms as t on d.customer_id = t.customer_id
group by d.period, d.customer_id, t.currency, t.minor_digits
order by all
"""
IN_ALL = f"""
select s.currency, sum(s.net), sum(abs(s.net))
from ({AT_STAKE}) as s
group by s.currency
order by all
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
            "blockers": _table(columns, rows),
        },
    )


def _correcting(premises: Premises) -> dg.AssetCheckResult:
    """Differences that stand, with the money at stake, and settled periods not compared since what
    they are made of changed."""
    house = premises.house
    rows = house.rows(AT_STAKE)
    pairs = corrections.settled(house, None, None)
    differing = {(row[0], row[1]) for row in rows}
    left = [
        (one.period, one.customer_id)
        for one in corrections.left(house, premises.truths, pairs)
        if (one.period, one.customer_id) not in differing
    ]
    return dg.AssetCheckResult(
        asset_key=["billing", "differences"],
        check_name=NOTHING_TO_CORRECT,
        passed=not rows and not left,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "at stake": _table(("currency", "net", "regardless of sign"), house.rows(IN_ALL)),
            "differences": _table(("period", "customer", "lines", "net", "currency"), rows),
            "not compared": _table(("period", "customer"), left),
        },
    )


def _table(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> dg.MetadataValue:
    schema = dg.TableSchema.from_name_type_dict(dict.fromkeys(columns, "string"))
    records = [dg.TableRecord(dict(zip(columns, map(str, row), strict=True))) for row in rows]
    return dg.MetadataValue.table(records, schema)


_VERDICTS: Mapping[str, Callable[[Premises], dg.AssetCheckResult]] = {
    NOTHING_BLOCKS: _blocking,
    NOTHING_TO_CORRECT: _correcting,
}
