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
    found = [Judgement(directory_id, observed_at, "accepted" if accept else "discarded", reason)]
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


def cover(
    house: Warehouse,
    truths: Truths,
    *,
    directory_id: str,
    from_day: str,
    to_day: str,
    carry: bool,
    by: str,
    reason: str,
) -> None:
    """Decides the days from `from_day` to before `to_day` on which nobody looked. The last may be
    today, in the directory's zone."""
    found = house.rows(
        "select civil_day($now, d.time_zone), $to_day::date - 1 "
        "from reference.directory_terms as d where d.directory_id = $directory_id",
        {"directory_id": directory_id, "now": truths.now, "to_day": to_day},
    )
    if not found:
        raise Refused("unknown directory")
    ((today, last),) = found
    if not from_day < to_day:
        raise Refused(f"{to_day} is not after {from_day} (the second day is exclusive)")
    if last > today:
        raise Refused(
            f"the days end with {last}, which is after today, {today} (days to come can still be "
            "looked at)"
        )
    content = {
        "directory_id": directory_id,
        "from_day": from_day,
        "to_day": to_day,
        "decision": "carry" if carry else "empty",
        "by": by,
        "reason": reason,
    }
    truths.decisions.append("cover", truths.now, content)
    _reload(house, truths)
