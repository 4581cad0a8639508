"""Why a line is not what it was: what was recorded in between that could have changed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from assets.standing import Key, Row, Standing, held

# What a customer would read of a line beside its amount; its key has the rest.
READ = (
    "days",
    "from_day",
    "to_day",
    "display_name",
    "product_name",
    "proration",
    "tax_category",
    "tax_rate",
)
# Files of the estate that say what a day costs, and never which days are billed.
PRICES = frozenset(("price_book.csv", "quantities.csv", "adjustments.csv", "settings.toml"))
ANEW = "the cents of its product were handed out anew"


@dataclass(frozen=True, slots=True)
class Used:
    """A version of the estate that came into use, and its files that differ from the one before."""

    version: str
    recorded_at: datetime
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two bills of the same periods, and what was recorded after the first."""

    then: Standing
    now: Standing
    batches: tuple[Row, ...]
    decisions: tuple[Row, ...]
    versions: tuple[Used, ...]

    def differs(self, key: Key) -> list[str]:
        """Names of what is not the same; the amount alone where a line is new or gone."""
        then, now = self.then.lines.get(key), self.now.lines.get(key)
        if then is None or now is None:
            return ["amount"]
        names = ["amount"] if then["amount_minor"] != now["amount_minor"] else []
        return names + [name for name in READ if then[name] != now[name]]


def of(found: Compared, key: Key) -> Iterator[str]:
    """A sentence for each batch, decision or version that could have changed the line.

    Where as many days are billed as then, that is a version of the estate; else what was recorded
    about the directories that the line comes from, and what else the estate says than prices.
    """
    line: Mapping[str, Any] = found.now.lines.get(key) or found.then.lines[key]
    days = held(dict(line))
    is_held_as_then = found.then.days.get(days) == found.now.days.get(days)
    seen = list(_seen(found, _places(found, key, line["person_id"]), _end(found, key)))
    used = [used for used in found.versions if used.files]
    if is_held_as_then:
        said = [_version(one) for one in used] or ([] if _is_share(found, key) else seen)
    else:
        # A line at a price that it did not have, or has no more, is of another price too.
        is_priced_anew = key not in found.then.lines or key not in found.now.lines
        of = [one for one in used if is_priced_anew or not PRICES.issuperset(one.files)]
        said = [*seen, *map(_version, of)]
        said = said or [_version(one) for one in used]
    yield from said or [ANEW]


def _is_share(found: Compared, key: Key) -> bool:
    """Whether all but the cents of a line is as it was."""
    return found.differs(key) == ["amount"] and key in found.then.lines and key in found.now.lines


def _places(found: Compared, key: Key, person_id: str | None) -> frozenset[str]:
    """Directories in which the person has accounts; where it is nobody, all of the customer."""
    both = (found.then.places, found.now.places)
    own = [places.get((*key[:2], person_id), frozenset()) for places in both]
    every = [places.get((*key[:2], None), frozenset()) for places in both]
    return frozenset().union(*own) or frozenset().union(*every)


def _end(found: Compared, key: Key) -> date:
    pair = found.now.pairs.get(key[:2]) or found.then.pairs[key[:2]]
    end: date = pair["period_end"]
    return end


def _seen(found: Compared, places: frozenset[str], end: date) -> Iterator[str]:
    """Looks and decisions about directories; a look after the period tells of it only if no other
    does: when an assignment that it shows began."""
    batches = [row for row in found.batches if row["directory_id"] in places]
    within = [row for row in batches if row["first_day"] < end]
    decided = [
        row for row in found.decisions if row["directory_id"] in places and row["from_day"] < end
    ]
    for row in within or ([] if decided else batches):
        yield _batch(row)
    for row in decided:
        yield _decision(row)


def _batch(row: Row) -> str:
    first, last = row["first_day"], row["last_day"]
    days = f"{first}" if first == last else f"{first} to {last}"
    return f"batch {row['batch']} of {_at(row)}: looks at {row['directory_id']} of {days}"


def _decision(row: Row) -> str:
    moment: datetime | None = row["observed_at"]
    what = (
        f"look of {moment:%Y-%m-%dT%H:%M:%SZ} {row['decision']}"
        if moment
        else f"{row['from_day']} to before {row['to_day']} covered ({row['decision']})"
    )
    why = f": {row['reason']}" if row["reason"] else ""
    return f"{row['directory_id']}: {what} by {row['decided_by']} at {_at(row)}{why}"


def _version(used: Used) -> str:
    at = used.recorded_at.astimezone(UTC)
    return f"estate {used.version[:12]} of {at:%Y-%m-%dT%H:%M:%SZ}: {', '.join(used.files)}"


def _at(row: Row) -> str:
    recorded_at: datetime = row["recorded_at"]
    return f"{recorded_at:%Y-%m-%dT%H:%M:%SZ}"
