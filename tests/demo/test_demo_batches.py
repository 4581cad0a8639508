"""What the directories of the demo showed: the format kept, and one drop that is held."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from pipelines.demo.days import LAST_DAY, LATE_BATCH, SILENCES, days
from pipelines.demo.directories import ZONES
from pipelines.demo.story import held_at

Shown = dict[tuple[str, datetime], set[str]]
LOOK = ["directory_id", "observed_at"]
GUARD = 0.30


@pytest.mark.parametrize("name", ["users", "assignments", "subscriptions"])
def test_every_row_has_its_look_in_its_batch(
    request: pytest.FixtureRequest, observations: pl.DataFrame, name: str
) -> None:
    full = observations.filter(pl.col("same_as").is_null())
    assert observations.select(LOOK).is_duplicated().sum() == 0
    assert request.getfixturevalue(name).join(full, on=["batch", *LOOK], how="anti").height == 0


def test_no_row_comes_twice(users: pl.DataFrame, assignments: pl.DataFrame) -> None:
    assert users.select(*LOOK, "user_id").is_duplicated().sum() == 0
    assert users.select(*LOOK, "user_principal_name").is_duplicated().sum() == 0
    assert assignments.select(*LOOK, "user_id", "sku_id", "assigned_via").is_duplicated().sum() == 0


def test_nobody_unknown_holds_a_sku(users: pl.DataFrame, assignments: pl.DataFrame) -> None:
    assert assignments.join(users, on=[*LOOK, "user_id"], how="anti").height == 0


def test_a_repeating_look_names_an_earlier_full_one_of_its_batch(
    observations: pl.DataFrame,
) -> None:
    repeating = observations.filter(pl.col("same_as").is_not_null())
    assert repeating["batch"].n_unique() == 4
    assert repeating.filter(pl.col("same_as") >= pl.col("observed_at")).height == 0
    key = ["batch", "directory_id", "observed_at"]
    full = observations.filter(pl.col("same_as").is_null()).select(key)
    named = repeating.select("batch", "directory_id", observed_at="same_as")
    assert named.join(full, on=key, how="anti").height == 0


@pytest.mark.parametrize("name", ["observations", "users", "assignments", "subscriptions"])
def test_moments_are_utc_to_the_microsecond(request: pytest.FixtureRequest, name: str) -> None:
    schema = request.getfixturevalue(name).schema
    moments = {kind for column, kind in schema.items() if column.endswith("_at")}
    assert moments == {pl.Datetime("us", "UTC")}


def test_every_day_was_looked_at_but_for_the_silences(observations: pl.DataFrame) -> None:
    observations = observations.filter(pl.col("batch") != LATE_BATCH)
    for directory_id, zone in ZONES.items():
        mine = observations.filter(pl.col("directory_id") == directory_id)["observed_at"]
        silent = [
            day
            for silence in SILENCES
            if silence.directory_id == directory_id
            for day in days(silence.from_day, silence.to_day)
        ]
        due = set(days(date(2026, 6, 1), LAST_DAY + timedelta(days=1))) - set(silent)
        assert {moment.astimezone(zone).date() for moment in mine} == due


def test_only_the_sale_of_the_dock_is_suspicious(
    observations: pl.DataFrame, users: pl.DataFrame, assignments: pl.DataFrame
) -> None:
    shown = by_look(users), by_look(assignments)
    held = list(judged(observations, *shown, is_released=False))
    assert {directory_id for directory_id, _ in held} == {"nordwind-ad"}
    assert len(held) == len(days(date(2026, 8, 12), LAST_DAY + timedelta(days=1)))
    [(_, observed_at)] = judged(observations, *shown, is_released=True)
    assert f"{observed_at:%Y-%m-%dT%H:%M:%SZ}" == held_at()


def by_look(frame: pl.DataFrame) -> Shown:
    columns = [name for name in ("user_id", "sku_id") if name in frame.columns]
    grouped = frame.with_columns(key=pl.concat_str(columns)).group_by(LOOK).agg("key")
    return {(directory_id, at): set(keys) for directory_id, at, keys in grouped.iter_rows()}


def judged(
    observations: pl.DataFrame, *shown: Shown, is_released: bool
) -> Iterator[tuple[str, datetime]]:
    """The looks that the guard holds, where each is accepted later, or none ever is."""
    accepted: dict[str, list[set[str]]] = {}
    for directory_id, at, same_as in observations.select(*LOOK, "same_as").iter_rows():
        now = [look.get((directory_id, same_as or at), set()) for look in shown]
        pairs = list(zip(accepted.get(directory_id, now), now, strict=True))
        is_held = any(len(old) >= 5 and len(old - new) > GUARD * len(old) for old, new in pairs)
        if is_held:
            yield directory_id, at
        if is_released or not is_held:
            accepted[directory_id] = now
