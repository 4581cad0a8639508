"""The tables of each stage in data order, and what brings a stage up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from sql import bill, query, refresh, unpublished, writes
from sql.decisions import Decisions
from sql.ledger import Ledger
from sql.ledger import load as load_ledger
from sql.warehouse import Warehouse

REFERENCE = ("terms", "directory_terms", "inclusions", "rates", "tiers", "account_rules")
HISTORY = (
    "directory_days",
    "coverage",
    "empty_spans",
    "persons",
    "sku_names",
    "sku_products",
    "matches",
    "covered_pieces",
)
BILLING = bill.TABLES

# How periods are billed, unless it is said otherwise.
HOW: Mapping[str, Any] = {
    "is_preview": False,
    "settled_under": None,
    "wanted": None,
    "is_alone": False,
    "standing": None,
}
# What settled periods were weighed by, and what they are made of (sql/corrections.py), for as long
# as history stands.
WEIGHED, MADE_OF = "temp.weighed", "temp.made_of"
# What a run bills: periods, of one customer or of all, or pairs; a table for as long as it does.
BILLED = """
select w.period, $customer_id::varchar as customer_id
from (select unnest($periods::varchar[]) as period) as w
where $wanted::varchar[] is null
union all
select split_part(p.pair, ' ', 1), split_part(p.pair, ' ', 2)
from (select unnest($wanted::varchar[]) as pair) as p
"""
UNFINISHED = f"create or replace table billing.unfinished as {BILLED}"
OF_UNFINISHED = """exists (
    from billing.unfinished as u
    where b.period = u.period and coalesce(u.customer_id, b.customer_id) = b.customer_id
)"""


class Written(Protocol):
    """One file of the estate: columns with their DuckDB types, and rows."""

    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def types(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> tuple[tuple[object, ...], ...]: ...


@dataclass(frozen=True, slots=True)
class Truths:
    """What everything else is derived from, beside the batches in landing."""

    estate: Mapping[str, Written]  # by file name without .csv, and `settings` of one row
    decisions: Decisions
    removal_guard: Decimal  # share of users or assignments that may be gone
    now: datetime
    issued: Ledger
    version: str  # of the estate
    is_next_invoice: bool = False  # corrections join the customer's next invoice


def reference(house: Warehouse, truths: Truths) -> None:
    """The estate as written, and what follows from it alone."""
    with house.transaction():
        for name, written in truths.estate.items():
            columns = list(zip(written.columns, written.types, strict=True))
            house.load(f"reference.{name}", columns, written.rows)
        _build(house, "reference", REFERENCE, {})


def landing(house: Warehouse, truths: Truths) -> None:
    """Every batch on disk loaded and judged, every decision known."""
    forget_weighed(house)
    refresh.land(house, truths.decisions, share=truths.removal_guard, now=truths.now)


def snapshot(house: Warehouse, truths: Truths) -> None:
    forget_weighed(house)
    refresh.snapshot(house, truths.now)


def history(house: Warehouse, truths: Truths) -> None:
    """Landing and snapshot where they are behind, then the spans and what is known of each day."""
    landing(house, truths)
    snapshot(house, truths)
    refresh.replay(house)
    with house.transaction():
        _build(house, "history", HISTORY, {"now": truths.now})


def forget_weighed(house: Warehouse) -> None:
    for table in (WEIGHED, MADE_OF):
        house.execute(f"drop table if exists {table}")


def ledger(house: Warehouse, truths: Truths) -> None:
    """What was issued, and what people decided about it."""
    load_ledger(house, truths.issued, truths.decisions)


def billing(
    house: Warehouse,
    truths: Truths,
    *,
    periods: Sequence[str],
    customer_id: str | None,
    tables: Sequence[str] = bill.TABLES,
    **how: Any,
) -> None:
    """Days, charges, blockers and drafts of the periods (YYYY-MM), of one customer or of all.

    `how` is one of HOW: a preview counts a period as over, and spans that are open now as held to
    its end; `settled_under` asks for settled periods pinned to a version of the estate (or for all
    of them: `now`) in place of those that are not settled, and of them for those `wanted` alone
    ("YYYY-MM customer"); their differences are documents where they stand alone, and what they are
    `standing` on such a document is joined to no other.

    Not one transaction: what a transaction wrote only one thread can read. A run that dies on the
    way leaves its periods unbilled, never half billed.
    """
    given = {
        **HOW,
        **how,
        "periods": list(periods),
        "customer_id": customer_id,
        "now": truths.now,
        "estate": truths.version,
        "is_next_invoice": truths.is_next_invoice,
    }
    ledger(house, truths)
    forget_unfinished(house)
    billed = {name: given[name] for name in ("periods", "customer_id", "wanted")}
    unpublished.mark_periods(house, BILLED, billed)
    house.execute(UNFINISHED, billed)
    with house.joined_as_written(), house.packed_lightly():
        bill.bring(house, given, tables)
    unpublished.mark_corrections(house)
    house.execute("drop table billing.unfinished")


def begin_billing(house: Warehouse, truths: Truths) -> None:
    """The tables of billing, without rows, in a warehouse in which nothing was billed yet."""
    if not house.has("billing.drafts"):
        billing(house, truths, periods=[], customer_id=None)


def forget_unfinished(house: Warehouse) -> None:
    """Takes out the rows of periods whose billing a dead run left half done."""
    if not house.has("billing.unfinished"):
        return
    kept = [made for name in BILLING if (made := query.load("billing", name)).is_by_period]
    conditions = {made.table: writes.of_bills(made, OF_UNFINISHED) for made in kept}
    for table, condition in {**conditions, "billing.compared": OF_UNFINISHED}.items():
        if house.has(table):
            house.execute(f"delete from {table} as b where {condition}")
    house.execute("drop table billing.unfinished")


def _build(house: Warehouse, stage: str, names: Sequence[str], given: Mapping[str, Any]) -> None:
    for name in names:
        house.build(query.load(stage, name), given)
