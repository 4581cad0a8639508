"""The sensor `directory_changes`: asks cheaply whether a directory changed, and has it looked into.

What to ask with next time is kept in `<data>/probes.json`, not in the sensor's cursor: a token of
Graph is some kilobytes, and Dagster writes a cursor into its log at every tick.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from assets.directory import Probe
from assets.lookout import Failure
from pipelines import jobs, resources
from pipelines.estate.model import Estate
from pipelines.observing import targets
from pipelines.observing.watch import Watch

NAME = "directory_changes"
# A failed look is tried again at the next tick where waiting may help; else at the next change.
RETRIED = ("throttled", "network", "incomplete")
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """Of one directory: when it was asked last, with what to ask next, when it last changed."""

    asked_at: str
    token: str
    changed_at: str | None


def build(watch: Watch) -> dg.SensorDefinition:
    estate = watch.estate

    def directory_changes(
        context: dg.SensorEvaluationContext,
    ) -> dg.RunRequest | dg.SkipReason:
        if _is_looking(context.instance):
            return dg.SkipReason("an observation is under way")
        return _asked(watch)

    return dg.SensorDefinition(
        name=NAME,
        job_name=jobs.OBSERVING,
        evaluation_fn=directory_changes,
        minimum_interval_seconds=estate.settings.observe.interval_minutes * 60,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description="looks into a live directory soon after it changed",
    )


def _is_looking(instance: dg.DagsterInstance) -> bool:
    unfinished = [
        dg.DagsterRunStatus.QUEUED,
        dg.DagsterRunStatus.NOT_STARTED,
        dg.DagsterRunStatus.STARTING,
        dg.DagsterRunStatus.STARTED,
    ]
    filters = dg.RunsFilter(job_name=jobs.OBSERVING, statuses=unfinished)
    return bool(instance.get_runs(filters, limit=1))


def _asked(watch: Watch) -> dg.RunRequest | dg.SkipReason:
    estate, at = watch.estate, watch.moment()
    known = read(estate)
    found = targets.owing(estate, at)
    if not found:
        return dg.SkipReason("no live directory owes a look")
    ids = [row["directory_id"] for row in found]
    longest_ago = sorted(found, key=lambda row: _asked_at(known.get(row["directory_id"])))
    probes, failures = watch.probe(longest_ago, {name: one.token for name, one in known.items()})
    known = {name: one for name, one in learned(known, probes, at).items() if name in ids}
    _write(estate, known)
    due = sorted(_due(estate, known))
    if not due:
        return dg.SkipReason(f"nothing changed at {len(probes)} directories{_said(failures)}")
    return dg.RunRequest(
        partition_key=watch.today().isoformat(),
        run_config={"ops": {"directory": {"config": {"directories": due}}}},
    )


def _asked_at(known: Known | None) -> str:
    return known.asked_at if known else ""


def learned(
    known: Mapping[str, Known], probes: Mapping[str, Probe], at: datetime
) -> dict[str, Known]:
    """What is known after these probes; a change stays noted until a look shows it."""
    new = dict(known)
    for name, probe in probes.items():
        before = known.get(name, Known("", "", None))
        changed_at = at.isoformat() if probe.is_changed else before.changed_at
        new[name] = replace(
            before, asked_at=at.isoformat(), token=probe.token, changed_at=changed_at
        )
    return new


def _due(estate: Estate, known: Mapping[str, Known]) -> Iterable[str]:
    """Directories with a change that no look shows yet, save where trying again is no use."""
    seen = _last(estate, "select directory_id, max(observed_at) from observations group by 1")
    tried = _last(
        estate,
        "select directory_id, max(attempted_at) from attempts "
        f"where cause not in {RETRIED} group by 1",
    )
    for name, one in known.items():
        if one.changed_at is not None:
            changed_at = datetime.fromisoformat(one.changed_at)
            if max(seen.get(name, NEVER), tried.get(name, NEVER)) < changed_at:
                yield name


def _last(estate: Estate, question: str) -> dict[str, datetime]:
    path = resources.published(estate)
    return dict(resources.ask(path, question)[1]) if path.exists() else {}


def _said(failures: Sequence[Failure]) -> str:
    if not failures:
        return ""
    listed = ", ".join(f"{f.directory_id} ({f.cause})" for f in failures[:10])
    more = f" and {len(failures) - 10} more" if len(failures) > 10 else ""
    return f"; not answered: {listed}{more}"


def read(estate: Estate) -> dict[str, Known]:
    path = _path(estate)
    if not path.exists():
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {name: Known(**one) for name, one in rows.items()}


def _write(estate: Estate, known: Mapping[str, Known]) -> None:
    """Beside and renamed in; for our eyes, since a token says what to ask."""
    path = _path(estate)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}")
    rows = {name: asdict(one) for name, one in sorted(known.items())}
    beside.touch(0o600)
    beside.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    beside.rename(path)


def _path(estate: Estate) -> Path:
    return estate.settings.output.data / "probes.json"
