"""Every scenario ends in the documents and lines that it says, and its books are in order."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from scenario_files import Scenario, scenarios
from scenario_play import Play, begin, differences


@pytest.mark.parametrize("scenario", scenarios(), ids=str)
def test_a_scenario_ends_as_it_says(scenario: Scenario, tmp_path: Path) -> None:
    play = begin(tmp_path, scenario)
    looked = 0
    for step in scenario.steps:
        if isinstance(step, str):
            play.take(step)
        elif "estate" in step:
            play.write(step["estate"])
        else:
            looked += 1
            compare(play, dict(step))
        play.books.check()
    assert looked


def compare(play: Play, wanted: dict[str, object]) -> None:
    for name, rows in (("documents", play.documents), ("lines", play.lines)):
        if table := wanted.pop(name, None):
            found, right = differences(rows(), str(table), "number")
            assert found == right
            if name == "documents":
                assert len(rows()) == len(right), "there are other documents"
    if table := wanted.pop("days", None):
        found, right = differences(play.days(), str(table), "period")
        assert found == right
    if "told" in wanted:
        assert play.told == wanted.pop("told")
    for line in cast(list[str], wanted.pop("says", [])):
        assert line in [said.strip() for said in play.told]
    assert not wanted, "a step knows documents, lines, days, told, says and estate"
