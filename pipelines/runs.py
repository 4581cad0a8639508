"""A job run in the estate's Dagster instance by this process, so that the UI lists it too."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from assets.lookout import Failure, Observed
from assets.premises import WARNING, Rendered
from pipelines import definitions, resources
from pipelines.estate.model import Estate

PROCESS = "prorata/process"
INSTANCE = """\
telemetry: {enabled: false}
nux: {enabled: false}
event_log_storage:
  module: pipelines.event_log
  class: EventLog
  config: {base_dir: {env: DAGSTER_HOME}}
concurrency:
  pools: {granularity: op, default_limit: 1}
  runs:
    max_concurrent_runs: 2
    tag_concurrency_limits: [{key: prorata/directories, limit: 1}]
run_monitoring:
  enabled: true
  free_slots_after_run_end_seconds: 60
"""
_RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended; `told` says what its event log may not, `rounds` what came of looking into
    live directories, `refused` which looks landing did not take."""

    is_success: bool
    run_id: str
    told: list[str]
    problem: str
    rounds: list[Observed]
    refused: list[Failure]

    @property
    def reasons(self) -> list[str]:
        return [one for one in self.told if not one.startswith(WARNING)]

    @property
    def warnings(self) -> list[str]:
        return [one.removeprefix(WARNING) for one in self.told if one.startswith(WARNING)]


def home(estate: Estate) -> Path:
    """The instance's folder, with its settings written once."""
    folder = estate.settings.output.data / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    if not settings.exists():
        settings.write_text(INSTANCE)
    return folder


def run(
    estate: Estate,
    job: str,
    *,
    now: datetime | None,
    partitions: tuple[str, str] | None = None,
    days: tuple[date, date] | None = None,
    ops: Mapping[str, Any] | None = None,
    settled: Callable[[int, int, int], None] | None = None,
    rendered: Rendered | None = None,
) -> Outcome:
    """Runs a job over a range of partition keys, both included; `ops` is its config by op;
    `settled` is told how far a round of looks is, `rendered` how far the files of documents."""
    told: list[str] = []
    watch = resources.watch(estate, now, settled)
    defs = definitions.build(estate, now=now, days=days, told=told, watch=watch, rendered=rendered)
    made = defs.resolve_job_def(job)
    with _instance(estate) as instance:
        _bury_the_dead(instance)
        result = made.execute_in_process(
            instance=instance,
            run_config=_config(ops or {}),
            tags=_tags(partitions),
            raise_on_error=False,
        )
    problem = "" if result.success else _why(result)
    return Outcome(result.success, result.run_id, told, problem, watch.rounds, watch.refused)


@contextmanager
def _instance(estate: Estate) -> Iterator[dg.DagsterInstance]:
    # Storage paths in the instance are relative to this variable, and the UI is told the same.
    folder = str(home(estate))
    os.environ["DAGSTER_HOME"] = folder
    with _alone(folder):
        made = dg.DagsterInstance.from_config(folder)
    with made as instance:
        yield instance


@contextmanager
def _alone(folder: str) -> Iterator[None]:
    """Two that make the tables of a new instance at once mark them twice, and none opens again."""
    with Path(folder, "instance.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _config(ops: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ops": {name: {"config": dict(given)} for name, given in ops.items()},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }


def _tags(partitions: tuple[str, str] | None) -> dict[str, str]:
    ranged = dict(zip(_RANGE, partitions, strict=True)) if partitions else {}
    return {PROCESS: str(os.getpid()), **ranged}


def _bury_the_dead(instance: dg.DagsterInstance) -> None:
    """Marks runs of commands that were killed as failed, and frees what they held."""
    filters = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])
    for begun in instance.get_runs(filters):
        process = begun.tags.get(PROCESS)
        if process and not Path(f"/proc/{process}").exists():
            instance.report_run_failed(begun, "the command that ran this was ended")
            instance.event_log_storage.free_concurrency_slots_for_run(begun.run_id)


def _why(result: dg.ExecuteInProcessResult) -> str:
    """What failed, by step and kind; not what was in the data."""
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            cause = error.cause if error and error.cause else error
            said = (cause.message.strip().splitlines() or [""])[0] if cause else ""
            return f"step {event.step_key} failed: {said}"
    return "the run failed before its first step"
