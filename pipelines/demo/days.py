"""When each directory was looked at: once a day, with the gaps and the extra looks of the story."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zlib import crc32

from pipelines.demo.directories import DIRECTORIES, ZONES

FIRST_DAY = date(2026, 6, 1)
LAST_DAY = date(2026, 9, 30)


@dataclass(frozen=True, slots=True)
class Look:
    """One complete look; `local_at` is what the customer's clock showed, without a zone."""

    directory_id: str
    observed_at: datetime
    local_at: datetime
    batch: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Days, half-open, on which nobody could look."""

    directory_id: str
    from_day: date
    to_day: date


SILENCES = (
    Silence("waterlinie-entra", FIRST_DAY, date(2026, 6, 4)),  # its consent came on the 4th
    Silence("okafor-entra", date(2026, 6, 17), date(2026, 6, 18)),
    Silence("rodopi-entra", date(2026, 7, 7), date(2026, 7, 10)),
    # Ten days: seven are carried, and the last three are missing until somebody decides them.
    Silence("aigaion-entra", date(2026, 8, 10), date(2026, 8, 20)),
    Silence("chagetsudo-entra", FIRST_DAY, date(2026, 7, 15)),  # not yet a customer
)
MISSING = Silence("aigaion-entra", date(2026, 8, 17), date(2026, 8, 20))

# A look of a silent day that turned up in October, in a batch of its own.
TURNED_UP = ("rodopi-entra", date(2026, 7, 7))
LATE_BATCH = "2026-07-late"

# A second look of the day, at a time of UTC.
SECOND_LOOKS = (
    ("kessler-entra", date(2026, 6, 24), time(13, 30, tzinfo=UTC)),
    ("nordwind-entra", date(2026, 7, 2), time(12, 5, tzinfo=UTC)),
    ("hanbit-entra", date(2026, 9, 10), time(6, 40, tzinfo=UTC)),
    ("baltica-entra", date(2026, 9, 22), time(14, 15, tzinfo=UTC)),
)

# Small directories in which little happens: a look that found nothing new says so, without rows.
TERSE = {"kessler-entra", "waterlinie-entra"}


def looks() -> tuple[Look, ...]:
    """Every look of the four months, in order of directory and time."""
    daily = [
        _look(directory_id, day, morning(directory_id, day))
        for directory_id in DIRECTORIES
        for day in days(FIRST_DAY, LAST_DAY + timedelta(days=1))
        if not _is_silent(directory_id, day)
    ]
    extra = [_look(name, day, datetime.combine(day, at)) for name, day, at in SECOND_LOOKS]
    late = replace(_look(*TURNED_UP, morning(*TURNED_UP)), batch=LATE_BATCH)
    return tuple(
        sorted([*daily, *extra, late], key=lambda look: (look.directory_id, look.observed_at))
    )


def without_repeats(
    seen: Iterable[Look], changes: Mapping[str, Iterable[datetime]]
) -> Iterator[tuple[object, ...]]:
    """Each look as a row, with the earlier look of the same batch that it repeats, or None.

    `changes` are, by directory, the local moments at which anything in it changes.
    """
    full: Look | None = None
    for look in seen:
        if full is None or not _repeats(look, full, changes.get(look.directory_id, ())):
            full = look
        same_as = None if full is look else full.observed_at
        yield look.directory_id, look.observed_at, look.local_at, look.batch, same_as


def _repeats(look: Look, full: Look, changes: Iterable[datetime]) -> bool:
    if look.directory_id not in TERSE or look.directory_id != full.directory_id:
        return False
    is_changed = any(full.local_at < at <= look.local_at for at in changes)
    return look.batch == full.batch and not is_changed


def days(from_day: date, to_day: date) -> list[date]:
    """Each day from the first to before the last."""
    return [from_day + timedelta(days=n) for n in range((to_day - from_day).days)]


def morning(directory_id: str, day: date) -> datetime:
    """The nightly look of a customer's day: soon after 03:00 UTC, which is still
    the evening before in America."""
    seconds = crc32(f"{directory_id} {day}".encode()) % (20 * 60)
    looked_at = datetime.combine(day, time(3, tzinfo=UTC)) + timedelta(seconds=seconds)
    is_evening_before = looked_at.astimezone(ZONES[directory_id]).date() < day
    return looked_at + timedelta(days=1) if is_evening_before else looked_at


def _look(directory_id: str, day: date, observed_at: datetime) -> Look:
    local_at = observed_at.astimezone(ZONES[directory_id]).replace(tzinfo=None)
    return Look(directory_id, observed_at, local_at, f"{day:%Y-%m}")


def _is_silent(directory_id: str, day: date) -> bool:
    return any(
        silence.directory_id == directory_id and silence.from_day <= day < silence.to_day
        for silence in SILENCES
    )
