"""Days that say when we looked, months that label billing periods, and their SQL parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import dagster as dg


@dataclass(frozen=True, slots=True)
class Calendar:
    """The span of the estate's partitions: days of its zone, up to `last_day`."""

    first_day: date
    last_day: date
    time_zone: str
    clock_day: date

    def _ahead(self) -> int:
        """A story may be told at a later day than the clock's; its partitions exist then."""
        return max(0, (self.last_day - self.clock_day).days)

    def days(self) -> dg.DailyPartitionsDefinition:
        return dg.DailyPartitionsDefinition(
            start_date=self.first_day.isoformat(),
            timezone=self.time_zone,
            end_offset=1 + self._ahead(),
        )

    def months(self) -> dg.MonthlyPartitionsDefinition:
        return dg.MonthlyPartitionsDefinition(
            start_date=f"{self.first_day:%Y-%m}",
            fmt="%Y-%m",
            timezone=self.time_zone,
            end_offset=1 + self._ahead() // 28,
        )


def periods(context: dg.AssetExecutionContext) -> list[str]:
    """The labels (YYYY-MM) of the periods that a run was asked for."""
    return sorted(context.partition_keys)
