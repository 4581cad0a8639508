"""Entra ID, looked at through Microsoft Graph v1.0: one tenant is one directory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from assets.directory import Directory, Observation, Probe, Unobserved
from pipelines.directories.entra_line import Line, opened
from pipelines.directories.entra_pages import (
    LATEST,
    changes,
    one_user,
    skus,
    user_count,
    user_pages,
)
from pipelines.directories.entra_rows import Reading, reading
from pipelines.directories.entra_tally import check_holders, check_users
from pipelines.directories.entra_troubles import LATER, Stale, Trouble
from pipelines.estate.model import Connection

FIRST_PAUSE = 1.0
PAUSES = 5  # first pauses before a tenant is read anew: what counts it follows with a delay

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Entra:
    """A tenant, and how to sign in to it. `first_pause` is in seconds, and doubles."""

    directory_id: str
    tenant_id: str
    connection: Connection
    environ: Mapping[str, str]
    deadline_seconds: float
    first_pause: float = FIRST_PAUSE

    async def observe(self, observed_at: datetime) -> Observation:
        found = await self._asked(_read)
        return Observation(
            self.directory_id,
            observed_at,
            tuple(found.users.values()),
            found.assignments(),
            found.subscriptions,
        )

    async def check(self) -> None:
        await self._asked(_check)

    async def probe(self, token: str | None) -> Probe:
        async def asked(line: Line) -> Probe:
            return await _probe(line, token)

        return await self._asked(asked)

    async def _asked(self, ask: Callable[[Line], Awaitable[Said]]) -> Said:
        """Asks over a new line each time what was read went stale. The one place where what went
        wrong becomes the port's, with nothing of its cause left to be printed."""
        loop = asyncio.get_running_loop()
        ends_at, pause = loop.time() + self.deadline_seconds, PAUSES * self.first_pause
        readings = 1
        while True:
            try:
                async with self._line(ends_at) as line:
                    return await ask(line)
            except Stale as stale:
                trouble: Trouble = stale
                again = readings < stale.readings and loop.time() + pause < ends_at
            except Trouble as other:
                trouble, again = other, False
            if not again:
                break
            readings += 1
            await asyncio.sleep(pause)
        problem, advice = trouble.problem, trouble.advice
        raise Unobserved(self.directory_id, trouble.cause, problem, advice) from None

    @asynccontextmanager
    async def _line(self, ends_at: float) -> AsyncIterator[Line]:
        """A line until the deadline, which ends whatever is being waited for."""
        line: Line | None = None
        try:
            async with (
                asyncio.timeout_at(ends_at),
                opened(
                    self.tenant_id,
                    self.connection,
                    self.environ,
                    ends_at=ends_at,
                    first_pause=self.first_pause,
                ) as line,
            ):
                yield line
        except TimeoutError:
            problem = f"no line within {self.deadline_seconds:.0f} s"
            late = (
                line.overdue(self.deadline_seconds) if line else Trouble("network", problem, LATER)
            )
        else:
            return
        raise late from None


async def _read(line: Line) -> Reading:
    """Everything, in the order that lets users be turned into rows as they come."""
    found = reading(await skus(line))
    async for page in user_pages(line):
        found.take(page)
    check_users(len(found.users), await user_count(line))
    check_holders(found.assignments(), found.skus)
    return found


async def _check(line: Line) -> None:
    """Every permission that lacks, not only the first."""
    lacking: list[Trouble] = []
    for ask in (one_user, user_count, skus):
        try:
            await ask(line)
        except Trouble as trouble:
            if trouble.cause != "permission":
                raise
            lacking.append(trouble)
    if lacking:
        problems = dict.fromkeys(trouble.problem for trouble in lacking)
        advice = dict.fromkeys(trouble.advice for trouble in lacking)
        raise Trouble("permission", "; ".join(problems), "; ".join(advice))


async def _probe(line: Line, token: str | None) -> Probe:
    """The token of a first probe, or in place of one that is too old, is of now: what happens
    while the look that it starts is under way, the next probe sees."""
    if token is not None:
        try:
            return Probe(*await changes(line, token))
        except Stale as stale:
            if stale.cause == "sign_in":
                raise
    _, latest = await changes(line, LATEST)
    return Probe(True, latest)


def entra(
    directory_id: str,
    tenant_id: str,
    connection: Connection,
    *,
    environ: Mapping[str, str],
    deadline_seconds: float,
) -> Directory:
    """A tenant as a directory; nothing is read, not even a secret, before it is asked."""
    return Entra(directory_id, tenant_id, connection, environ, deadline_seconds)
