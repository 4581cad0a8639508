"""The lookout over an estate's live directories: a round of looks, of checks or of probes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from assets.directory import Directory, Probe
from assets.lookout import ARRIVING, Failure, Observed
from pipelines.estate.model import Estate
from pipelines.observing import sift, targets
from pipelines.observing.batches import writing
from pipelines.observing.rounds import Ask, Take, Terms, ask_each
from pipelines.observing.targets import Row

PROBE_SECONDS, PROBES_SECONDS = 20.0, 25.0  # of one directory, and until the last one begins
SECONDS_A_MINUTE = 60.0
CHECK_SECONDS = 120.0  # of a sign-in and a page; who waits at a terminal gives up sooner
# What these say on stderr of a request that failed, nobody has looked through for names.
TALKERS = ("azure", "msal", "httpx", "httpcore", "kiota_http", "ldap3", "asyncio")
Settled = Callable[[int, int, int], None]


def _quietly(done: int, of: int, failed: int) -> None:
    """Tells nobody how far a round is."""


@dataclass(frozen=True, slots=True)
class Watch:
    """`now` stands for the clock, `environ` for the environment; `settled` is told how many
    directories are done, of how many, and how many failed. `rounds` keeps what came of each, and
    `refused` the looks that landing did not take."""

    estate: Estate
    environ: Mapping[str, str] = field(repr=False)
    now: datetime | None = None
    settled: Settled = _quietly
    rounds: list[Observed] = field(default_factory=list)
    refused: list[Failure] = field(default_factory=list)

    def moment(self) -> datetime:
        """To the second: it names a look, and a person types it."""
        return (self.now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)

    def today(self) -> date:
        return self.moment().astimezone(ZoneInfo(self.estate.settings.billing.time_zone)).date()

    def observe(self, directories: Sequence[str]) -> Observed:
        """One look at each directory into a folder that waits for landing; raises Refusal where
        none can be looked into."""
        at = self.moment()
        found = targets.chosen(self.estate, directories, at)

        async def look(directory: Directory) -> Mapping[str, Any]:
            observation = await directory.observe(at)
            return await asyncio.to_thread(sift.tables, observation)

        with writing(self.estate.settings.output.data / ARRIVING, at) as made:
            made.failures += self._ask(found, look, made.add, at=at, seconds=self._seconds)
        # In the order of directories.csv, not of who answered first.
        looked = [row["directory_id"] for row in found if row["directory_id"] in made.looked]
        observed = Observed(at, tuple(looked), tuple(made.failures))
        self.rounds.append(observed)
        return observed

    def check(self, found: Sequence[Row]) -> list[Failure]:
        """Signs in to each and reads one page of what a look reads; those that failed."""
        return self._ask(
            found,
            lambda directory: directory.check(),
            lambda *_: None,
            at=self.moment(),
            seconds=min(CHECK_SECONDS, self._seconds),
        )

    def probe(
        self, found: Sequence[Row], tokens: Mapping[str, str]
    ) -> tuple[dict[str, Probe], list[Failure]]:
        """Whether each changed since its token, and those that failed. In the order given, until
        time is up: Dagster ends a sensor that takes longer than a minute."""
        probes: dict[str, Probe] = {}
        end = monotonic() + PROBES_SECONDS

        async def ask(directory: Directory) -> Probe | None:
            if monotonic() > end:
                return None
            return await directory.probe(tokens.get(directory.directory_id))

        def take(directory_id: str, probe: Probe | None) -> None:
            if probe:
                probes[directory_id] = probe

        failures = self._ask(found, ask, take, at=self.moment(), seconds=PROBE_SECONDS)
        return probes, failures

    @property
    def _seconds(self) -> float:
        return self.estate.settings.observe.deadline_minutes * SECONDS_A_MINUTE

    def _ask(
        self,
        found: Sequence[Row],
        ask: Ask[Any],
        take: Take[Any],
        *,
        at: datetime,
        seconds: float,
    ) -> list[Failure]:
        for name in TALKERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        terms = Terms(at, self.estate.settings.observe.at_once, seconds, self.settled)
        opened = targets.targets(self.estate, found, self.environ, seconds)
        return asyncio.run(ask_each(opened, ask, take, terms))
