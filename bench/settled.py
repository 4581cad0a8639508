"""Twelve issued months, of which a few late looks change a little, compared again."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import house
import steps
from house import Timed
from sizes import Size
from steps import Measured

from sql import corrections, ledger, past, query, stages
from sql.corrections import How, Settled

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
HOW = How(is_alone=True)
DIRECTORIES, PERSONS = 10, 50  # of each directory, that a late look changes

# What was drafted, as the ledger's tables would have it: its files are not what is measured.
FROZEN = (
    "insert into ledger.documents by name select d.* exclude (is_settled, lines), "
    "d.period || '/' || d.customer_id as number, true as is_settling, 'arrears' as billing_timing, "
    "d.period_start as billed_from, d.period_end as billed_to, "
    "'INV' as series, 2026 as year, row_number() over () + s.last as sequence, "
    "row_number() over () + s.last as seq, (d.period_end + 1)::timestamptz as issued_at "
    "from (select *, from billing.drafts where period = $period order by customer_id) as d "
    "cross join (select coalesce(max(sequence), 0) as last from ledger.documents) as s",
    "insert into ledger.lines by name select l.*, d.sequence from ("
    + query.text("billing/documents/lines.sql")
    + ") as l inner join ledger.documents as d on l.document_id = d.document_id",
)
FLOOR = """
select count(*), sum(invoiced) from (
    select
        customer_id, line_period, product_code, kind, person_id, unit_price,
        sum(delta_minor) as invoiced
    from ledger.lines
    group by all
)
"""
# A look that turns up late shows them without the SKU for two days.
CHOSEN = """
create or replace temp table chosen as
select a.directory_id, a.user_id, a.sku_id, a.valid_from, a.valid_to, a.opened_on
from history.assignments as a
where a.valid_from <= $day and coalesce(a.valid_to > $day + 7, true)
    and a.directory_id in (
        select d.directory_id from reference.directories as d
        order by d.directory_id limit $directories offset $skipped
    )
qualify row_number() over (partition by a.directory_id order by a.user_id, a.sku_id) <= $persons
"""
CUT = (
    "update history.assignments as a set valid_to = $day from chosen as c "
    "where a.directory_id = c.directory_id and a.user_id = c.user_id and a.sku_id = c.sku_id "
    "and a.valid_from = c.valid_from",
    "insert into history.assignments by name select c.* exclude (valid_from, opened_on), "
    "$day + 2 as valid_from, $day + 2 as opened_on, 'observation' as from_evidence "
    "from chosen as c",
)


def correct(root: Path, size: Size, times: int) -> dict[str, Any]:
    """All months compared after late changes, each time in directories of their own."""
    compared = Measured("12 settled months corrected / one aggregate", 2)
    data = house.after(root, size.looks)
    truths = house.open_truths(root, size, data)
    with house.opened(data) as warehouse:
        pairs = settle(warehouse, truths, MONTHS)
        lines = warehouse.rows("select count(*) from ledger.lines")[0][0]
        for place in range(times + 1):
            _arrive(warehouse, MONTHS[place % 12], place * DIRECTORIES % size.customers)
            warehouse.execute("checkpoint")
            floor = steps.seconds(warehouse, FLOOR, {})
            seconds = _compare(warehouse, truths, pairs)
            changed = warehouse.rows("select count(*) from billing.differences")[0][0]
            if place:  # The first is not counted.
                compared.add(seconds, floor)
            _forget_drafts(warehouse)
    found = steps.result([compared], steps.peak_bytes())
    return {**found, "lines": lines, "changed": changed}


def settle(warehouse: Timed, truths: stages.Truths, months: Sequence[str]) -> list[Settled]:
    """Issues the months, and no other is; the settled periods."""
    shutil.rmtree(truths.issued.folder, ignore_errors=True)
    warehouse.execute("drop schema billing cascade")
    warehouse.execute("create schema billing")
    for name in ledger.TABLES:
        warehouse.execute(f"drop table if exists ledger.{name}")
    stages.billing(warehouse, truths, periods=[], customer_id=None)
    for month in months:
        stages.billing(warehouse, truths, periods=[month], customer_id=None)
        for statement in FROZEN:
            needed = {"period": month} if "$period" in statement else {}
            warehouse.execute(statement, needed)
        _stand_in_for_files(warehouse, truths)
        _forget_drafts(warehouse)
    past.add_up(warehouse)
    warehouse.build(query.load("ledger", "settlements"))
    pairs = corrections.settled(warehouse, None, None)
    corrections.remember(warehouse, truths, pairs)
    return pairs


def _stand_in_for_files(warehouse: Timed, truths: stages.Truths) -> None:
    """The ledger reads no file that its tables have, but wants each to be there."""
    truths.issued.folder.mkdir(exist_ok=True)
    for (place,) in warehouse.rows("select sequence from ledger.documents"):
        (truths.issued.folder / f"{place:08}-.json").touch()


def _arrive(warehouse: Timed, month: str, skipped: int) -> None:
    given: dict[str, Any] = {"day": f"{month}-12"}
    chosen = {**given, "directories": DIRECTORIES, "persons": PERSONS, "skipped": skipped}
    warehouse.execute(CHOSEN.replace("$day", "$day::date"), chosen)
    for statement in CUT:
        warehouse.execute(statement.replace("$day", "$day::date"), given)


def _compare(warehouse: Timed, truths: stages.Truths, pairs: list[Settled]) -> float:
    begun = time.perf_counter()
    due = corrections.changed(warehouse, truths, pairs)
    for _ in corrections.compute(warehouse, truths, _no_version, due, HOW):
        continue
    return time.perf_counter() - begun


def _no_version(version: str) -> stages.Truths:
    raise LookupError(version)


def _forget_drafts(warehouse: Timed) -> None:
    for name in ("drafts", "drafted", "draft_taxes", "correction_lines", "differences"):
        warehouse.execute(f"delete from billing.{name}")
