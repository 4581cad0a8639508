"""PORT: a directory that can be looked at, and the rows that landing accepts of a look.

A directory yields complete observations or none: what could not be read whole is `Unobserved`,
never empty. Rows are those of a recorded batch; whoever reads a directory, a file or an export of
any kind ends with the tables of `TABLES`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sql.intake import TABLES, File

__all__ = [
    "ASSIGNMENTS",
    "SUBSCRIPTIONS",
    "TABLES",
    "USERS",
    "Cause",
    "Directory",
    "File",
    "Observation",
    "Probe",
    "Row",
    "Unobserved",
]

# What one look says in each table: its columns without the directory and the moment.
USERS, ASSIGNMENTS, SUBSCRIPTIONS = (
    TABLES[name][2:] for name in ("users", "assignments", "subscriptions")
)

Row = tuple[str | None, ...]
Cause = Literal["sign_in", "permission", "throttled", "network", "protocol", "incomplete"]


@dataclass(frozen=True, slots=True)
class Observation:
    """One complete look: rows in the order of `USERS`, `ASSIGNMENTS` and `SUBSCRIPTIONS`, as a
    batch writes them (moments in ISO 8601 with their zone, `true` and `false`, None for blank).
    `subscriptions` is None where the directory does not know what was bought.
    """

    directory_id: str
    observed_at: datetime
    users: Sequence[Row]
    assignments: Sequence[Row]
    subscriptions: Sequence[Row] | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """A cheap question whether anything changed: what to ask with next time, kept as it is."""

    is_changed: bool
    token: str


class Unobserved(Exception):
    """A directory that could not be read whole, and why. The sentence is what went wrong, without
    secret, token, filter or user name; `advice` is what a person does about it."""

    def __init__(self, directory_id: str, cause: Cause, problem: str, advice: str) -> None:
        super().__init__(f"{directory_id}: {problem}")
        self.directory_id, self.cause, self.problem, self.advice = (
            directory_id,
            cause,
            problem,
            advice,
        )


class Directory(Protocol):
    """One live directory. Each call ends by its deadline, or raises `Unobserved`."""

    @property
    def directory_id(self) -> str: ...

    async def observe(self, observed_at: datetime) -> Observation:
        """Everything that the directory shows, as one look at that moment."""

    async def check(self) -> None:
        """Signs in and reads one page of each thing that `observe` reads."""

    async def probe(self, token: str | None) -> Probe:
        """Whether anything changed since the probe that gave the token; None asks anew."""
