"""The code location: one estate, its graph, jobs and schedules."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from assets import graph
from assets.partitions import Calendar
from assets.premises import Rendered
from pipelines import changes, jobs, resources
from pipelines.estate.model import Estate
from pipelines.estate.read import read
from pipelines.observing.watch import Watch


def load() -> Estate:
    """The estate of the environment: PRORATA_ESTATE, else ./estate."""
    return read(Path(os.environ.get("PRORATA_ESTATE", "estate")), resources.formats())


def build(
    estate: Estate,
    *,
    now: datetime | None = None,
    days: tuple[date, date] | None = None,
    told: list[str] | None = None,
    watch: Watch | None = None,
    rendered: Rendered | None = None,
) -> dg.Definitions:
    """Definitions for an estate.

    `now` stands for the clock; `days` are further days that partitions must hold; `told` takes
    what a run says to whoever started it and may not say in an event log; `watch` looks into live
    directories, where the caller wants to follow it, and `rendered` hears of files of documents.
    """
    watch = watch or resources.watch(estate, now)
    made, schedules = jobs.build(estate)
    return dg.Definitions(
        assets=graph.build(_calendar(estate, now, days)),
        jobs=made,
        schedules=schedules,
        sensors=[changes.build(watch)],
        resources={
            "premises": resources.premises(
                estate, now, [] if told is None else told, watch.refused, rendered
            ),
            "lookout": resources.lookout(watch),
        },
        executor=dg.in_process_executor,
    )


def _calendar(estate: Estate, now: datetime | None, days: tuple[date, date] | None) -> Calendar:
    time_zone = estate.settings.billing.time_zone
    clock_day = datetime.now(ZoneInfo(time_zone)).date()
    today = now.astimezone(ZoneInfo(time_zone)).date() if now else clock_day
    known = [d for d in (resources.first_landed(estate), *(days or ())) if d]
    first = min([*known, today - timedelta(days=31)])
    return Calendar(
        first_day=first.replace(day=1),
        last_day=max([*known, today]),
        time_zone=time_zone,
        clock_day=clock_day,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What workspace.yaml loads; read when Dagster asks, not when this module is imported."""
    return build(load())
