"""Random estates through the command, and through the SQL alone, against an independent reading."""

from __future__ import annotations

from pathlib import Path
from random import Random

import oracle
from desk import Desk, finance
from desk_oracle import computed, published
from desk_seeds import SMALL
from desk_spine import premises, settle, tell
from oracle_estates import Story, write_estate


def check(story: Story, periods: list[str]) -> None:
    """Every fact of the periods, told by finance.duckdb as the oracle computes it."""
    with finance(story.estate_dir / "data" / "finance.duckdb") as connection:
        for period in periods:
            result = oracle.compute(story.estate_dir, story.events, period, story.today)
            mine, right = published(connection, period), computed(result)
            assert mine.keys() == right.keys()
            for name, fact in right.items():
                assert mine[name] == fact, f"{name} of {period}"


def test_a_story_told_by_commands_bills_as_the_rules_say(
    tmp_path: Path, commanded: tuple[int, bool]
) -> None:
    seed, is_nasty = commanded
    story = write_estate(Random(seed), tmp_path, is_nasty=is_nasty, **SMALL)
    desk = Desk(story.estate_dir, story.today)
    desk.tell(story.events)
    desk.call("bill", story.periods[0])
    check(story, story.periods[:1])


def test_a_story_told_in_sql_bills_as_the_rules_say(
    tmp_path: Path, derived: tuple[int, bool]
) -> None:
    seed, is_nasty = derived
    story = write_estate(Random(seed), tmp_path, is_nasty=is_nasty, **SMALL)
    with premises(story.estate_dir, story.today) as work:
        tell(work, story.events)
        settle(work, story.periods)
    check(story, story.periods)
