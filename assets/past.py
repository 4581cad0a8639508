"""Periods billed as known at a moment: drafts from what had been recorded by then, in place of
those of now. What was issued stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import dagster as dg

from assets import documents, since, standing
from assets.drafting import draft
from assets.premises import WARNING, Premises
from reports.document import Document
from sql import past

SETTLED = """
select s.customer_id, s.period, s.number, s.settled_at
from ledger.settlements as s
where list_contains($periods::varchar[], s.period)
    and ($customer_id is null or s.customer_id = $customer_id)
order by s.period, s.customer_id
"""
OPEN = """
select a.period, min(a.period_end)
from billing.asked as a
group by a.period
having not bool_or(a.is_due)
order by a.period
"""


def bill(
    premises: Premises,
    periods: Sequence[str],
    *,
    customer_id: str | None,
    as_of: str,
    is_compared: bool,
) -> list[Path]:
    """Files of the drafts as known at `as_of`; their tables stand in place of those of now.

    Where it is compared, what became known since is written beside: see `since`.
    """
    now = since.now(premises, periods, customer_id) if is_compared else None
    try:
        with past.recorded(premises.house, premises.truths, _moment(premises, as_of)) as known:
            with premises.elsewhere(known.data, known.version, known.moment) as then:
                drafts = _drafted(then, periods, customer_id)
                paper = replace(then.paper, folder=premises.paper.folder)
                premises.told.extend(_open(then, known.moment))
                if now:
                    before = standing.read(then.house, periods, customer_id)
                    found = since.compared(premises, known, before, now)
                    since.write(premises, known, found, periods)
            past.adopt(premises.house, known, periods=periods, customer_id=customer_id)
    except past.Unknown as unknown:
        _refuse(premises, str(unknown))
    settled = premises.house.rows(SETTLED, {"periods": list(periods), "customer_id": customer_id})
    premises.told.extend(_stays(*row) for row in settled)
    kept = {(customer, period) for customer, period, _, _ in settled}
    drafts = [one for one in drafts if (one.customer_id, one.period) not in kept]
    return documents.write_drafted(replace(premises, paper=paper), drafts, periods)


def _drafted(then: Premises, periods: Sequence[str], customer_id: str | None) -> list[Document]:
    """The drafts that a bill would have made then, with all that is printed on them."""
    past.add_up(then.house)
    then.bring("reference", "history", "ledger")
    draft(then, periods, customer_id)
    return list(documents.drafts(then.house, then.paper, "draft"))


def _moment(premises: Premises, as_of: str) -> datetime:
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        _refuse(premises, f"{as_of!r} is no moment with its zone (use 2026-04-02T10:00:00Z)")
    return moment


def _refuse(premises: Premises, reason: str) -> NoReturn:
    premises.told.append(reason)
    raise dg.Failure(reason, allow_retries=False)


def _open(then: Premises, moment: datetime) -> list[str]:
    """Periods that were not over for anybody."""
    return [_ends(period, end, moment) for period, end in then.house.rows(OPEN)]


def _ends(period: str, end: date, moment: datetime) -> str:
    said = moment.isoformat(timespec="seconds")
    return f"period {period} was not over at {said}: it ends on {end} at the earliest"


def _stays(customer_id: str, period: str, number: str | None, settled_at: datetime) -> str:
    how = f"issued as {number}" if number else "settled with nothing due"
    return (
        f"{WARNING}{customer_id}: {period} was {how} at "
        f"{settled_at:%Y-%m-%dT%H:%M:%SZ} and stays as it is"
    )
