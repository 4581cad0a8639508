"""Dagster's event log in SQLite, with one engine for the process instead of five an event.

Dagster makes a new SQLAlchemy engine for every statement and with it throws away connection and
compiled form: some 10 ms of processor an event, which a command of a few hundred events feels.
The log says what was run, not what is owed: it may lose its last second with the power.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.sql import create_engine
from sqlalchemy import Connection, Engine, event

BUSY_SECONDS = 60


class EventLog(ConsolidatedSqliteEventLogStorage):
    """The same tables in the same place; named in the instance's dagster.yaml."""

    @cached_property
    def _kept(self) -> Engine:
        engine: Engine = create_engine(self._conn_string, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _begin)
        return engine

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._kept.connect() as connection, connection.begin():
            yield connection


def _begin(connection: Any, _: Any) -> None:
    connection.execute("pragma synchronous = normal")
