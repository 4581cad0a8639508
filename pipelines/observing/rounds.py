"""One question to many directories, so many at once: each answers or fails by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from assets.directory import Directory, Unobserved
from assets.lookout import Failure
from pipelines.observing.targets import Target

# A directory keeps its deadline by itself, and says what it waited for. One that does not is left a
# little later, and then has as long again to let go of its lines.
GRACE_SECONDS = 2
LATE = "look at what is slow there, or raise deadline_minutes in [observe] of settings.toml"
OURS = "this is a fault of prorata, not of the directory: report it with this name"

Answer = TypeVar("Answer")
Ask = Callable[[Directory], Awaitable[Answer]]
Take = Callable[[str, Answer], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a round goes: so many at once, each within so many seconds; `settled` is told how many
    are done, of how many, and how many of these failed."""

    asked_at: datetime
    at_once: int
    seconds: float
    settled: Callable[[int, int, int], None] = field(default=lambda done, of, failed: None)


async def ask_each(
    targets: Sequence[Target], ask: Ask[Answer], take: Take[Answer], terms: Terms
) -> list[Failure]:
    """Asks every directory and takes each answer as it comes; the failures, in the order given.

    What `take` raises is no fault of a directory and ends the round.
    """
    gate = asyncio.Semaphore(terms.at_once)
    failures: dict[str, Failure] = {}
    done = 0

    async def one(target: Target) -> None:
        nonlocal done
        async with gate:
            answer = await _answer(target, ask, terms)
            if isinstance(answer, Failure):
                failures[target.directory_id] = answer
            else:
                take(target.directory_id, answer)
        done += 1
        terms.settled(done, len(targets), len(failures))

    await asyncio.gather(*(one(target) for target in targets))
    return [failures[t.directory_id] for t in targets if t.directory_id in failures]


async def _answer(target: Target, ask: Ask[Answer], terms: Terms) -> Answer | Failure:
    """What came of one directory by its deadline. A task of its own, so that nothing it raises
    reaches the others."""
    task = asyncio.create_task(_opened(target, ask))
    # What it raises after we have gone on is not told on stderr, where it could name anybody.
    task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    await asyncio.wait({task}, timeout=terms.seconds + GRACE_SECONDS)
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=GRACE_SECONDS)
        return _failure(target, terms, "incomplete", _late(terms.seconds), LATE)
    error = asyncio.CancelledError() if task.cancelled() else task.exception()
    if error is None:
        return task.result()
    return _classified(target, terms, error)


async def _opened(target: Target, ask: Ask[Answer]) -> Answer:
    return await ask(target.open())


def _classified(target: Target, terms: Terms, error: BaseException) -> Failure:
    if isinstance(error, Unobserved):
        return _failure(target, terms, error.cause, error.problem, error.advice)
    if isinstance(error, (Exception, asyncio.CancelledError)):
        # Its text may quote what the directory holds; its name cannot.
        return _failure(target, terms, "unexpected", f"stopped by {type(error).__name__}", OURS)
    raise error


def _failure(target: Target, terms: Terms, cause: str, problem: str, advice: str) -> Failure:
    return Failure(target.directory_id, terms.asked_at, cause, problem, advice)


def _late(seconds: float) -> str:
    said = f"{seconds / 60:g} minutes" if seconds >= 120 else f"{seconds:g} seconds"
    return f"was not read whole within {said}"
