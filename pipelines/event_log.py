"""Dagster's event log in SQLite, with one engine for the process instead of five an event, one
transaction for all that an event changes, and the events of a range of days written together.

Dagster makes a new SQLAlchemy engine for every statement and with it throws away connection and
compiled form: some 10 ms of processor an event, which a command of a few hundred events feels.
It asks which columns the index of assets has, and tries to insert what is there, at every event.
A run over fifteen years reports each day of each table: fifty thousand events, that differ in a
date.
The log says what was run, not what is owed: it may lose its last second with the power.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from threading import local
from typing import Any

from dagster import AssetKey, DagsterEventType, EventLogRecord
from dagster._core.events import ASSET_CHECK_EVENTS, ASSET_EVENTS
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetKeyTable as ASSETS
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable as EVENTS
from dagster._core.storage.sql import create_engine
from dagster._serdes import ConfigurableClassData, deserialize_value
from dagster_shared.record import replace
from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.dialects import sqlite

BUSY_SECONDS = 60
BATCH = 1000  # events of one transaction; more of them make no event cheaper


class EventLog(ConsolidatedSqliteEventLogStorage):
    """The same tables in the same place; named in the instance's dagster.yaml."""

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> EventLog:
        # The instance hands over batches only if the environment says how large they are.
        os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", str(BATCH))
        return cls(inst_data=inst_data, **config_value)

    @property
    def supports_partition_subset_in_asset_materialization_planned_events(self) -> bool:
        """One planned event for a range of days, not one a day and asset."""
        return True

    @cached_property
    def _kept(self) -> Engine:
        engine: Engine = create_engine(self._conn_string, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _begin)
        return engine

    @cached_property
    def _open(self) -> local:
        """The transaction that a thread is in."""
        return local()

    @cached_property
    def _waiting(self) -> defaultdict[str, list[EventLogEntry]]:
        """Outputs of each run, which are told with the event that follows."""
        return defaultdict(list)

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        """A transaction; inside one, that one."""
        if (within := getattr(self._open, "connection", None)) is not None:
            yield within
            return
        with self._kept.connect() as connection, connection.begin():
            self._open.connection = connection
            try:
                yield connection
            finally:
                self._open.connection = None

    @cached_property
    def _tables(self) -> frozenset[str]:
        return frozenset(inspect(self._kept).get_table_names())

    @cached_property
    def _columns(self) -> frozenset[str]:
        return frozenset(one["name"] for one in inspect(self._kept).get_columns(ASSETS.name))

    def has_table(self, table_name: str) -> bool:
        """Asked at every event; tables are there from the start, and so are columns."""
        return table_name in self._tables

    def has_asset_key_col(self, column_name: str) -> bool:
        return column_name in self._columns

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        return column_name in self._columns

    def _get_latest_materialization_records(
        self, raw_asset_rows: Iterable[Mapping[str, Any]]
    ) -> Mapping[AssetKey, EventLogRecord | None]:
        """As the index of assets has them; Dagster looks in the log for others each time, of which
        there are some only where an asset was wiped or never made."""
        found, others = dict[AssetKey, EventLogRecord | None](), []
        for row in raw_asset_rows:
            key = AssetKey.from_db_string(row["asset_key"])
            if key and row["last_materialization"] and not row["asset_details"]:
                found[key] = deserialize_value(row["last_materialization"], EventLogRecord)
            else:
                others.append(row)
        return {**found, **super()._get_latest_materialization_records(others)} if others else found

    def store_event(self, event: EventLogEntry) -> None:
        """That a step had an output says little without what follows, so it waits for that."""
        if _kind(event) == DagsterEventType.STEP_OUTPUT:
            self._waiting[event.run_id].append(event)
        else:
            self.store_event_batch([event])

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """All of them or none, in their order; the index of assets learns of the last of each."""
        run_id = events[0].run_id
        events = [*self._waiting[run_id], *events]
        with self._connect() as connection:
            rows = [self._event_to_row(one) for one in events]
            made = EVENTS.insert().returning(EVENTS.c.id, sort_by_parameter_order=True)
            numbers = list(connection.execute(made, rows).scalars())
            numbered = list(zip(numbers, events, strict=True))
            told = [(number, one) for number, one in numbered if _is_of_asset(one)]
            self._store_asset_event_tags(
                connection, [one for _, one in told], [number for number, _ in told]
            )
            for number, one in _last_of_each(told):
                self._store_asset_event(connection, one, number)
            for number, one in numbered:
                if _kind(one) in ASSET_CHECK_EVENTS:
                    self.store_asset_check_event(one, number)
        del self._waiting[run_id]

    def _store_asset_event(self, conn: Connection, event: EventLogEntry, event_id: int) -> None:
        values = self._get_asset_entry_values(event, event_id, self.has_asset_key_index_cols())
        key = event.get_dagster_event().asset_key
        if key and values:
            row = {"asset_key": key.to_string(), **values}
            conn.execute(sqlite.insert(ASSETS).values(row).on_conflict_do_update(set_=values))

    def store_asset_check_event(self, event: EventLogEntry, event_id: int | None) -> None:
        """A check looks at a table whole, whatever days a run is asked for. Planned a row for each
        day, as Dagster would, those rows would wait for ever: it is judged once."""
        super().store_asset_check_event(_whole(event), event_id)


def _kind(one: EventLogEntry) -> DagsterEventType | None:
    return one.dagster_event.event_type if one.dagster_event else None


def _is_of_asset(one: EventLogEntry) -> bool:
    return _kind(one) in ASSET_EVENTS and one.get_dagster_event().asset_key is not None


def _last_of_each(
    numbered: Sequence[tuple[int, EventLogEntry]],
) -> list[tuple[int, EventLogEntry]]:
    """The last event of each asset and kind, in order."""
    last = {
        (one.get_dagster_event().asset_key, _kind(one)): (number, one) for number, one in numbered
    }
    return sorted(last.values(), key=lambda found: found[0])


def _whole(entry: EventLogEntry) -> EventLogEntry:
    made = entry.dagster_event
    if made is None or _kind(entry) != DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED:
        return entry
    planned = replace(made.event_specific_data, partitions_subset=None)
    return entry._replace(dagster_event=made._replace(event_specific_data=planned))


def _begin(connection: Any, _: Any) -> None:
    connection.execute("pragma synchronous = normal")
