"""The pipeline without its runs: what the assets call, in their order, in one process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

import dagster as dg
from oracle_looks import Event

from assets import arrivals
from assets.premises import Premises
from pipelines import resources
from pipelines.estate.read import read
from sql import publish, rulings, stages


@contextmanager
def premises(estate_dir: Path, today: date) -> Iterator[Premises]:
    """What a run is given at ten in the morning UTC, with the estate and landing loaded."""
    estate = read(estate_dir, resources.formats())
    now = datetime.combine(today, time(10), UTC)
    given = {"premises": resources.premises(estate, now, [])}
    with dg.build_resources(given) as opened:
        work: Premises = opened.premises()
        stages.reference(work.house, work.truths)
        stages.landing(work.house, work.truths)
        yield work


def tell(work: Premises, events: Sequence[Event]) -> None:
    """Plays a story into landing and decisions."""
    for event in events:
        if event[0] == "import":
            arrivals.bring(work, event[1])
        elif event[0] == "release":
            release(work, event)
        else:
            cover(work, event)


def release(work: Premises, event: Event) -> None:
    _, directory_id, observed_at, decision = event
    rulings.release(
        work.house,
        work.truths,
        directory_id=directory_id,
        observed_at=observed_at,
        accept=decision == "accept",
        by="Ada",
        reason="as agreed",
    )


def cover(work: Premises, event: Event) -> None:
    _, directory_id, from_day, to_day, decision = event
    rulings.cover(
        work.house,
        work.truths,
        directory_id=directory_id,
        from_day=str(from_day),
        to_day=str(to_day),
        carry=decision == "carry",
        by="Ada",
        reason="as agreed",
    )


def settle(work: Premises, periods: Sequence[str]) -> None:
    """History, billing of the periods one after the other, and finance.duckdb."""
    stages.history(work.house, work.truths)
    for period in periods:
        stages.billing(work.house, work.truths, periods=[period], customer_id=None)
    publish.write(work.house, work.truths, work.published)
