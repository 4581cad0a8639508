"""However looks come in, and however often the day is turned back, history is the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from history_plays import FIRST, TODAY, Facts, Play, Seen, looks, stage
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

FEW = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking plays for minutes
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def same(mine: Facts, right: Facts) -> None:
    assert mine.keys() == right.keys()
    for name, rows in right.items():
        assert mine[name] == rows, name


def at_once(root: Path, seen: Sequence[Seen], zone: str = "Europe/Berlin") -> Facts:
    """What one batch, one run and a new warehouse make of the looks."""
    play = Play(root / "whole", zone)
    play.run(play.batch(seen))
    return play.facts()


@FEW
@given(data=st.data(), seen=looks())
def test_looks_in_any_order_make_one_history(
    tmp_path: Path, data: st.DataObject, seen: list[Seen]
) -> None:
    """Day by day, late and backwards: each batch its own run, on one warehouse."""
    order = data.draw(st.permutations(seen))
    cut = data.draw(st.integers(0, len(seen)))
    with stage(tmp_path / "play") as root:
        right = at_once(root, seen)
        play = Play(root / "pieces")
        # First the looks up to a cut, each by itself in any order; then the rest, in one batch.
        for one in order[:cut]:
            play.run(play.batch([one]))
        if order[cut:]:
            play.run(play.batch(sorted(order[cut:], key=lambda s: s.hour)))
        same(play.facts(), right)
        play.forget()
        play.run()
        same(play.facts(), right)


@FEW
@given(seen=looks(), zones=st.permutations(["Pacific/Auckland", "America/Los_Angeles", "UTC"]))
def test_another_time_zone_is_as_if_it_had_always_been(
    tmp_path: Path, seen: list[Seen], zones: list[str]
) -> None:
    with stage(tmp_path / "play") as root:
        play = Play(root / "moved", zones[0])
        play.run(play.batch(seen[:-1]))
        play.move(zones[1])
        play.run(play.batch(seen[-1:]))
        play.move(zones[2])
        play.run()
        same(play.facts(), at_once(root, seen, zones[2]))


@FEW
@given(seen=looks(), back=st.integers(1, 40))
def test_a_day_turned_back_and_forth_leaves_no_trace(
    tmp_path: Path, seen: list[Seen], back: int
) -> None:
    earlier = TODAY - timedelta(days=back)
    with stage(tmp_path / "play") as root:
        play = Play(root / "turned")
        play.run(play.batch(seen))
        right = play.facts()
        play.run(today=earlier)
        shown = play.facts(earlier)
        last = [day for _, _, day, *_ in shown["finance.coverage"]]
        assert not last or max(last) <= earlier
        play.forget()
        play.run(today=earlier)
        same(play.facts(earlier), shown)
        play.run()
        same(play.facts(), right)


def crowd(day: int, users: str) -> Seen:
    return Seen((day - 1) * 24 + 9, {user: ("", {"e3": ("P", None)}) for user in users})


def moment(day: int) -> datetime:
    return FIRST + timedelta(days=day - 1, hours=9)


@pytest.mark.parametrize("is_grown", [True, False], ids=["run by run", "in one run"])
def test_decisions_are_replayed_in_the_order_in_which_they_were_taken(
    tmp_path: Path, is_grown: bool
) -> None:
    """Accepted, discarded and covered twice: what stands last counts, also in a new warehouse."""
    play = Play(tmp_path)
    _guarded(play)
    seen = [crowd(2, "abcdef"), crowd(3, ""), crowd(4, "ab"), crowd(9, "abcdef"), crowd(20, "abc")]
    events: list[Any] = [
        play.batch(seen[:3]),
        ("release", "d1", moment(3), "accept"),
        play.batch(seen[3:]),
        ("release", "d1", moment(20), "discard"),
        ("cover", "d1", date(2026, 3, 15), date(2026, 3, 25), "carry"),
        ("cover", "d1", date(2026, 3, 18), date(2026, 3, 20), "empty"),
        ("cover", "d1", date(2026, 3, 25), date(2026, 4, 3), "carry"),
    ]
    if is_grown:
        for event in events:
            play.run(event)
    else:
        play.run(*events)
    found = play.facts()
    play.forget()
    play.run()
    same(play.facts(), found)
    held = [(user, start.day, end and end.day) for user, start, end in _spans(found)]
    assert held == [
        ("a", 2, 3), ("a", 4, 18), ("a", 20, None),
        ("b", 2, 3), ("b", 4, 18), ("b", 20, None),
        *((user, *days) for user in "cdef" for days in ((2, 3), (9, 18), (20, None))),
    ]  # fmt: skip


def _guarded(play: Play) -> None:
    path = play.estate / "settings.toml"
    path.write_text(path.read_text().replace("= 1.0", "= 0.30"))


def _spans(found: Facts) -> list[tuple[str, date, date | None]]:
    """User, first day and end of what finance says was held."""
    return sorted((row[2], row[7], row[8]) for row in found["finance.assignments"])


def test_a_look_later_than_today_is_not_seen_yet(tmp_path: Path) -> None:
    play = Play(tmp_path)
    play.run(play.batch([crowd(2, "ab"), crowd(20, "c")]), today=date(2026, 3, 10))
    early = play.facts(date(2026, 3, 10))
    assert _spans(early) == [(user, date(2026, 3, 2), None) for user in "ab"]
    play.run()
    found = play.facts()
    assert _spans(found) == [
        *((user, date(2026, 3, 2), date(2026, 3, 20)) for user in "ab"),
        ("c", date(2026, 3, 20), None),
    ]
