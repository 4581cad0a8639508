"""Whatever is told and changed, finance.duckdb of what changed is what it would be anew."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from desk import finance
from desk_published import differing, standing
from desk_seeds import SMALL
from desk_spine import premises, settle, tell
from oracle_estates import write_estate
from oracle_files import ESTATE_COLUMNS, write_table

from sql import publish, stages

Row = dict[str, str]


def rows(estate: Path, name: str) -> list[Row]:
    path = estate / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def change(estate: Path, name: str, made: Callable[[list[Row]], object]) -> None:
    """Rewrites a file of the estate after `made` has changed its rows."""
    found = rows(estate, name)
    made(found)
    write_table(estate / f"{name}.csv", ESTATE_COLUMNS[name], found)


def _each(column: str, value: str) -> Callable[[list[Row]], object]:
    return lambda found: [row.update({column: value}) for row in found]


def _to_one_customer(found: list[Row]) -> None:
    for row in found:
        row["customer_id"] = found[0]["customer_id"]


def _join(estate: Path) -> Callable[[list[Row]], object]:
    """One account of each directory is the same person's, and nobody else is joined."""
    with finance(estate / "data" / "finance.duckdb") as reader:
        query = "select directory_id, min(user_id) from users group by all order by all"
        accounts = reader.execute(query).fetchall()
    assert accounts
    joined = [
        {"person_id": "p", "directory_id": directory_id, "user_id": user_id}
        for directory_id, user_id in accounts
    ]
    return lambda found: found.__setitem__(slice(None), joined)


# What somebody changes in the estate, one after the other, with a run after each.
CHANGES: tuple[tuple[str, Callable[[Path], Callable[[list[Row]], object]]], ...] = (
    ("customers", lambda _: _each("time_zone", "America/New_York")),
    ("directories", lambda _: _to_one_customer),
    ("skus", lambda _: _each("product_code", "")),
    ("people", _join),
    ("customers", lambda _: _each("name", "Other")),
    ("people", lambda _: list.clear),
)


@pytest.mark.parametrize("seed", [28, 107])
def test_a_nasty_story_is_published_event_by_event_as_it_would_be_anew(
    tmp_path: Path, seed: int
) -> None:
    story = write_estate(Random(seed), tmp_path, is_nasty=True, **SMALL)
    for place, event in enumerate(story.events):
        with premises(story.estate_dir, story.today) as work:
            tell(work, [event])
            settle(work, story.periods if place % 3 == 2 else [])
            assert differing(work.house, work.published) == []
    for name, made in CHANGES:
        change(story.estate_dir, name, made(story.estate_dir))
        with premises(story.estate_dir, story.today) as work:
            settle(work, [])
            assert differing(work.house, work.published) == [], name
    with premises(story.estate_dir, story.today) as work:
        stages.history(work.house, work.truths)
        renewed = standing(work.published)
        publish.write(work.house, work.truths, work.published, is_anew=True)
        assert standing(work.published) == renewed
