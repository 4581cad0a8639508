"""How large a bench is: assignments, looks, and the period that is billed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

FIRST_DAY = date(2026, 1, 1)
EARLY = 5  # looks of the short history that a day is also brought into
PER_CUSTOMER = 600  # assignments


@dataclass(frozen=True, slots=True)
class Size:
    """What one set of made directories shows."""

    assignments: int
    looks: int  # at each directory
    every: int  # days from one look to the next
    period: str  # YYYY-MM, looked at from its first day on

    @property
    def customers(self) -> int:
        return max(5, self.assignments // PER_CUSTOMER)

    @property
    def leaving(self) -> int:
        """Assignments that end from one look to the next; as many begin: 0.3 % in all."""
        return max(1, self.assignments * 3 // 2000)

    @property
    def last_day(self) -> date:
        return FIRST_DAY + timedelta(days=(self.looks - 1) * self.every)

    @property
    def period_start(self) -> date:
        return date.fromisoformat(f"{self.period}-01")

    @property
    def period_end(self) -> date:
        return (self.period_start + timedelta(days=31)).replace(day=1)

    @property
    def now(self) -> datetime:
        """The day after the period, at noon."""
        end = self.period_end
        return datetime(end.year, end.month, end.day, 12, tzinfo=UTC)

    def folder(self, data: Path) -> Path:
        return data / f"{self.assignments}x{self.looks}"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of one bench, and how often each step is repeated."""

    main: Size
    growth: tuple[Size, ...]
    year: Size  # twelve months of some 100,000 lines
    intake_looks: int  # looks of the batch that is brought in
    times: int

    @property
    def many(self) -> int:
        """How often what differs most from run to run is repeated."""
        return 2 * self.times + 1

    @property
    def few(self) -> int:
        """How often what takes many seconds is repeated."""
        return min(self.times, 3)


def plan(*, is_quick: bool, is_large: bool, times: int | None) -> Plan:
    if is_quick:
        return Plan(
            Size(3_000, 31, 1, "2026-01"), _grown(300, 1_000, 3_000), _year(3_000), 4, times or 2
        )
    main = Size(300_000, 60, 1, "2026-02")
    looks = 34 if is_large else 10
    return Plan(main, _grown(10_000, 100_000, 1_000_000), _year(60_000), looks, times or 5)


def _year(assignments: int) -> Size:
    """A year in which every sixth day is looked at."""
    return Size(assignments, 62, 6, "2026-12")


def _grown(*assignments: int) -> tuple[Size, ...]:
    """A month in which every sixth day is looked at."""
    return tuple(Size(n, 6, 6, "2026-01") for n in assignments)
