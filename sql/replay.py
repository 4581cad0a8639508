"""Replays a slowly changing dimension from the days that changed (decision 3 of the house).

A query whose contract writes `replay` says what one row of a snapshot day is: directory, day and
two columns that name the thing (`subject`, `object`). Replaying turns such rows into spans:
what observations of the first changed day or later opened is dropped, what they closed is
reopened, and the rows from that day on are read once. The same statement serves every dimension
and every occasion: a day that came in order, a late one, a full rebuild.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb

from sql import query, unpublished
from sql.query import Query

SPANS = """
create table if not exists {table} as
select
    r.directory_id, r.subject as {subject}, r.object as {object}, null::date as valid_from,
    null::date as valid_to, null::date as opened_on, null::varchar as from_evidence
from ({rows}) as r
limit 0
"""
# Accounts whose spans a replay takes back, and those of which it then writes some.
REOPENED = """
select t.directory_id, t.{subject} from {table} as t
inner join replay_start as r on t.directory_id = r.directory_id
where t.opened_on >= r.from_day or t.valid_to >= r.from_day
"""
CHANGED = "select c.directory_id, c.subject from replay_changes as c"


def run(connection: duckdb.DuckDBPyConnection, made: Query, given: Mapping[str, Any]) -> None:
    """Brings the spans of `made.table` up to the changed days; nothing changed, nothing done."""
    subject, thing = made.contract.grain[1:3]
    spans = SPANS.format(table=made.table, subject=subject, object=thing, rows=made.text)
    connection.execute(spans, {"from_day": date.min})
    connection.execute(query.text("history/replay/start.sql"))
    from_day = connection.execute("select min(from_day) from replay_start").fetchall()[0][0]
    if from_day is None:
        return
    connection.execute(query.text("history/replay/days.sql"))
    _mark(connection, REOPENED.format(table=made.table, subject=subject), subject)
    _reopen(connection, made.table)
    connection.execute(
        "create or replace temp view replay_spans as "
        f"select t.rowid as span, t.directory_id, t.{subject} as subject, t.{thing} as object, "
        "1::bigint as first_ordinal "
        f"from {made.table} as t semi join replay_start as r on t.directory_id = r.directory_id "
        "where t.valid_to is null"
    )
    for step in ("placed", "pieces", "changes", "evidence"):
        _derive(connection, step, made.text, {"from_day": from_day})
    _mark(connection, CHANGED, subject)
    _apply(connection, made.table)


# What a step narrows the rows to; where that is nothing, the rows are not read again.
_NARROWED = {
    "pieces": "create or replace temp table replay_broken as "
    "from replay_placed where not is_unbroken",
    "evidence": "create or replace temp table replay_gaps as from replay_changes "
    "where span is null and opened_on - previous_day > 1",
}


def _mark(connection: duckdb.DuckDBPyConnection, accounts: str, subject: str) -> None:
    """Notes accounts that change; of other dimensions, what they come to is compared instead."""
    if subject == "user_id":
        unpublished.mark(connection, "accounts", accounts)


def _derive(
    connection: duckdb.DuckDBPyConnection, step: str, rows: str, given: Mapping[str, Any]
) -> None:
    """One step of the replay into `replay_<step>`, over the rows of the dimension."""
    if step in _NARROWED:
        connection.execute(_NARROWED[step])
    connection.execute(
        f"create or replace temp table replay_{step} as\nwith rows as not materialized (\n"
        f"{rows}\n),\n{query.text(f'history/replay/{step}.sql')}",
        given,
    )


def _reopen(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Back to what was known before the first changed day of each directory."""
    connection.execute(
        f"delete from {table} as t using replay_start as r "
        "where t.directory_id = r.directory_id and t.opened_on >= r.from_day"
    )
    connection.execute(
        f"update {table} as t set valid_to = null from replay_start as r "
        "where t.directory_id = r.directory_id and t.valid_to >= r.from_day"
    )


def _apply(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    connection.execute(
        f"update {table} as t set valid_to = c.valid_to "
        "from replay_changes as c where t.rowid = c.span"
    )
    connection.execute(
        f"insert into {table} select c.directory_id, c.subject, c.object, "
        "coalesce(e.valid_from, c.opened_on), c.valid_to, c.opened_on, "
        "case when e.valid_from is null then 'observation' else 'assigned_at' end "
        "from replay_changes as c left join replay_evidence as e "
        "on c.directory_id = e.directory_id and c.subject = e.subject and c.object = e.object "
        "and c.opened_on = e.opened_on where c.span is null"
    )
