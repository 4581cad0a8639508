"""The sensor: a cheap probe sees a change, one observation is asked for, and its look ends it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from desk import Desk
from rounds_played import play
from staged import Stage, everybody, failing, set_up

from assets.lookout import Observed
from pipelines import changes, definitions, jobs, resources, runs
from pipelines.estate.read import read

BEGIN = datetime(2026, 4, 2, 10, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    desk: Desk
    instance: dg.DagsterInstance
    now: datetime = BEGIN

    def tick(self) -> dg.RunRequest | dg.SkipReason:
        """What the sensor answers, ten minutes after it was asked last."""
        self.now += timedelta(minutes=10)
        estate = read(self.desk.estate, resources.formats())
        sensor = definitions.build(estate, now=self.now).resolve_sensor_def(changes.NAME)
        with dg.build_sensor_context(instance=self.instance) as context:
            (answer,) = [sensor(context)]
        assert isinstance(answer, dg.RunRequest | dg.SkipReason)
        return answer

    def observe(self, request: dg.RunRequest) -> Observed:
        """Does what the sensor asked for, a minute later."""
        self.now += timedelta(minutes=1)
        return play(self.desk, *asked(request), now=self.now)[0]


@pytest.fixture
def staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Clock, Stage]]:
    desk, stage = set_up(tmp_path, monkeypatch, "d1", "d2")
    with dg.DagsterInstance.ephemeral() as instance:
        yield Clock(desk, instance), stage


def asked(answer: dg.RunRequest | dg.SkipReason) -> list[str]:
    assert isinstance(answer, dg.RunRequest), answer
    directories: list[str] = answer.run_config["ops"]["directory"]["config"]["directories"]
    return directories


def test_the_sensor_is_off_until_it_is_switched_on(staged: tuple[Clock, Stage]) -> None:
    estate = read(staged[0].desk.estate, resources.formats())
    sensor = definitions.build(estate).resolve_sensor_def(changes.NAME)
    assert sensor.default_status == dg.DefaultSensorStatus.STOPPED
    assert sensor.minimum_interval_seconds == 600
    assert sensor.job_name == jobs.OBSERVING


def test_only_what_changed_is_looked_into_and_once(staged: tuple[Clock, Stage]) -> None:
    clock, stage = staged
    stage.changed = {"d1": [True, False, True, False], "d2": [True, False, False, False]}
    first = clock.tick()
    assert asked(first) == ["d1", "d2"]
    assert isinstance(first, dg.RunRequest)
    assert first.partition_key == "2026-04-02"
    clock.observe(first)
    quiet = clock.tick()
    assert isinstance(quiet, dg.SkipReason)
    assert quiet.skip_message == "nothing changed at 2 directories"
    stage.shows["d1"] = everybody("d1", "abc")
    again = clock.tick()
    assert asked(again) == ["d1"]
    assert isinstance(again, dg.RunRequest)
    assert clock.observe(again).looked == ("d1",)
    assert isinstance(clock.tick(), dg.SkipReason)
    assert stage.tokens[:2] == [("d1", None), ("d2", None)]
    assert stage.tokens[2:4] == [("d1", "token 3"), ("d2", "token 3")]
    assert clock.desk.rows("select directory_id, count(*) from observations group by 1") == [
        ("d1", 2),
        ("d2", 1),
    ]


def test_a_joiner_who_leaves_the_same_day_is_billed_for_it(staged: tuple[Clock, Stage]) -> None:
    clock, stage = staged
    stage.changed = {"d1": [True, True, True], "d2": [False, False, False]}
    for users in ("ab", "abc", "ab"):
        stage.shows["d1"] = everybody("d1", users)
        request = clock.tick()
        assert isinstance(request, dg.RunRequest)
        clock.observe(request)
    assert clock.desk.rows("select users, status from observations order by observed_at") == [
        (2, "accepted"),
        (3, "accepted"),
        (2, "accepted"),
    ]
    joined = "select count(*) from assignments_on(date '2026-04-02') where user_id = 'd1-c'"
    assert clock.desk.rows(joined) == [(1,)]


def test_a_change_stays_due_until_a_look_shows_it(staged: tuple[Clock, Stage]) -> None:
    """A failure that may pass is tried again; one that a person must mend waits for a change."""
    clock, stage = staged
    stage.changed = {"d1": [True, False, False, True], "d2": [False] * 4}
    stage.shows["d1"] = failing("network")
    for cause in ("network", "permission"):
        stage.shows["d1"] = failing(cause)  # type: ignore[arg-type]
        request = clock.tick()
        assert asked(request) == ["d1"]
        assert isinstance(request, dg.RunRequest)
        assert [f.cause for f in clock.observe(request).failures] == [cause]
    assert isinstance(clock.tick(), dg.SkipReason)
    assert asked(clock.tick()) == ["d1"]


def test_a_probe_that_fails_says_so_and_asks_again(staged: tuple[Clock, Stage]) -> None:
    clock, stage = staged
    stage.changed = {"d1": [], "d2": [False, False]}
    answer = clock.tick()
    assert isinstance(answer, dg.SkipReason)
    assert answer.skip_message == "nothing changed at 1 directories; not answered: d1 (unexpected)"
    stage.changed["d1"] = [True]
    assert asked(clock.tick()) == ["d1"]
    assert stage.tokens[-2:] == [("d1", None), ("d2", "token 1")]


def test_while_an_observation_is_under_way_nobody_is_asked(staged: tuple[Clock, Stage]) -> None:
    clock, stage = staged
    clock.instance.create_run_for_job(
        job_def=definitions.build(read(clock.desk.estate, resources.formats())).resolve_job_def(
            jobs.OBSERVING
        ),
        status=dg.DagsterRunStatus.STARTED,
    )
    answer = clock.tick()
    assert isinstance(answer, dg.SkipReason)
    assert answer.skip_message == "an observation is under way"
    assert stage.tokens == []


def test_tokens_are_kept_for_our_eyes_and_out_of_the_log(staged: tuple[Clock, Stage]) -> None:
    clock, stage = staged
    stage.changed = {"d1": [False], "d2": [False]}
    clock.tick()
    path = clock.desk.data / "probes.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert changes.read(read(clock.desk.estate, resources.formats()))["d1"].token == "token 0"


def test_a_run_as_the_sensor_asks_for_it_looks_into_what_it_names(
    staged: tuple[Clock, Stage],
) -> None:
    """The partition and the config are those that the job takes."""
    clock, stage = staged
    stage.changed = {"d1": [True], "d2": [False]}
    request = clock.tick()
    assert isinstance(request, dg.RunRequest)
    key = request.partition_key
    assert key is not None
    outcome = runs.run(
        read(clock.desk.estate, resources.formats()),
        jobs.OBSERVING,
        now=clock.now,
        partitions=(key, key),
        ops={name: given["config"] for name, given in request.run_config["ops"].items()},
    )
    assert outcome.is_success, outcome.problem
    assert stage.asked == ["d1"]
    assert clock.desk.rows("select directory_id from observations") == [("d1",)]
