"""What finance.duckdb lacks of the warehouse: marks in the warehouse, set with or before a change,
that stay until a file that has the change is in place.

Marked is what large tables are made of, by customer's period or by account. What they would cost
to look through grows with every period; the other tables are weighed (see `slices`). A mark too
many costs time; a change without one would never be seen in the file, so whoever writes into
stages history, ledger or billing other than through their writers must set its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from sql import durable, query

if TYPE_CHECKING:
    from sql.warehouse import Warehouse

CORRECTED = "select c.line_period, c.customer_id from billing.correction_lines as c"
SEEN = ("inode", "bytes", "written_ns", "changed_ns")
# What differs from what spans were last published with, there or here.
DIFFERING = """
select d.directory_id, d.user_id from (from contexts except from publishing.contexts) as d
union
select d.directory_id, d.user_id from (from publishing.contexts except from contexts) as d
"""


def mark(
    connection: duckdb.DuckDBPyConnection,
    what: str,
    select: str,
    given: Mapping[str, Any] | None = None,
) -> None:
    """Marks `periods` (period, customer_id) or `accounts` (directory_id, user_id); null in the
    second column stands for all of the first. What is marked already is marked again: to find it
    would cost by how long nothing was published."""
    connection.execute(
        f"insert into publishing.{what} select distinct * from (\n{select}\n) as m",
        dict(given or {}),
    )


def mark_periods(house: Warehouse, select: str, given: Mapping[str, Any] | None = None) -> None:
    """Marks what is about to be billed or issued, and what corrections there are."""
    mark(house.connection, "periods", select, given)
    mark_corrections(house)


def mark_corrections(house: Warehouse) -> None:
    """A correction's line is of the period that it corrects, its document of a later one. They are
    few: all of them are marked, before they are replaced and after."""
    if house.has("billing.correction_lines"):
        mark(house.connection, "periods", CORRECTED)


def mark_contexts(house: Warehouse) -> None:
    """Marks accounts whose spans are published with something else than before: a person, a
    customer, a SKU's product, a covered day."""
    contexts = query.text("finance/publishing/contexts.sql")
    house.execute(f"create or replace temp table contexts as {contexts}")
    mark(house.connection, "accounts", DIFFERING)


def is_since(house: Warehouse, path: Path, made_by: str) -> bool:
    """Whether marks say what this very file lacks: nobody touched it, and nothing else made it."""
    return path.exists() and house.rows("from publishing.file") == [(*durable.seen(path), made_by)]


def settle(house: Warehouse, path: Path, made_by: str) -> None:
    """Takes all marks away: the file that stands has everything. Where a run dies before, marks
    speak of a file that is no more, and the next run writes it anew."""
    seen = dict(zip(SEEN, durable.seen(path), strict=True))
    with house.transaction():
        for table in ("periods", "accounts", "contexts", "file"):
            house.execute(f"delete from publishing.{table}")
        house.execute("insert into publishing.contexts from contexts")
        house.execute(
            "insert into publishing.file values ($inode, $bytes, $written_ns, $changed_ns, $by)",
            {**seen, "by": made_by},
        )
