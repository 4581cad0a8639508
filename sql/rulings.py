"""What a person decides about looks: a held one released, days that nobody observed covered."""

from __future__ import annotations

from datetime import datetime

from sql import decisions, guard, query
from sql.guard import Judgement
from sql.stages import Truths
from sql.warehouse import Warehouse


class Refused(Exception):
    """The decision does not fit what has landed; the message says why."""


def release(
    house: Warehouse,
    truths: Truths,
    *,
    directory_id: str,
    observed_at: datetime,
    accept: bool,
    by: str,
    reason: str,
) -> list[Judgement]:
    """Decides a held look. Accepting it judges the later held ones of its directory again."""
    status = house.rows(
        "select status from landing.statuses "
        "where directory_id = $directory_id and observed_at = $observed_at",
        {"directory_id": directory_id, "observed_at": observed_at},
    )
    if not status or status[0][0] != "held":
        raise Refused("not landed" if not status else f"{status[0][0]}, not held")
    found = [
        Judgement(directory_id, observed_at, "accepted" if accept else "discarded", reason)
    ]
    truths.decisions.judgements(by=by, at=truths.now, found=found, reason=reason)
    _reload(house, truths)
    if not accept:
        return found
    later = guard.looks(house, "s.status = 'held'", [directory_id])
    later = [look for look in later if look.observed_at > observed_at]
    judged = guard.judge(house, later, truths.removal_guard)
    if judged:
        truths.decisions.judgements(by="guard", at=truths.now, found=judged, after=observed_at)
        _reload(house, truths)
    return found + judged


def _reload(house: Warehouse, truths: Truths) -> None:
    with house.transaction():
        decisions.load(house, truths.decisions)
        house.build(query.load("landing", "statuses"))
