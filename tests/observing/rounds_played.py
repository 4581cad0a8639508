"""A round of looks without its Dagster run: what the assets call, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from desk import Desk
from desk_spine import premises, settle

from assets import waiting
from assets.lookout import Failure, Observed
from pipelines import resources
from pipelines.estate.read import read


def play(
    desk: Desk, *directories: str, now: datetime | None = None
) -> tuple[Observed, Sequence[Failure]]:
    """What the round saw and which looks landing refused; finance is published."""
    moment = now or datetime.combine(desk.today, time(10), UTC)
    watch = resources.watch(read(desk.estate, resources.formats()), moment)
    observed = watch.observe(directories)
    with premises(desk.estate, moment.date()) as work:
        waiting.take(work)
        settle(work, [])
        return observed, list(work.failures)
