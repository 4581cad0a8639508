"""Live directories that a test stages: what each shows, or how it fails, is a function of its own.

They stand behind the same list of kinds as Entra and Active Directory do, and know nothing of what
asks them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from desk import Desk
from desk_estate import small

from assets.directory import ASSIGNMENTS, USERS, Cause, Observation, Probe, Row, Unobserved
from pipelines.directories import KINDS
from pipelines.estate.model import Connection

Shown = Callable[["Staged", datetime], Awaitable[Observation]]


@dataclass(slots=True)
class Stage:
    """What every directory shows, and how many were asked at the same time at most."""

    shows: dict[str, Shown] = field(default_factory=dict)
    changed: dict[str, list[bool]] = field(default_factory=dict)
    tokens: list[tuple[str, str | None]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    now: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Staged:
    directory_id: str
    stage: Stage

    async def observe(self, observed_at: datetime) -> Observation:
        self.stage.asked.append(self.directory_id)
        self.stage.now += 1
        self.stage.most = max(self.stage.most, self.stage.now)
        try:
            await asyncio.sleep(0)
            return await self.stage.shows[self.directory_id](self, observed_at)
        finally:
            self.stage.now -= 1

    async def check(self) -> None:
        await self.observe(datetime(2026, 1, 1))

    async def probe(self, token: str | None) -> Probe:
        self.stage.tokens.append((self.directory_id, token))
        answers = self.stage.changed[self.directory_id]
        return Probe(answers.pop(0), f"token {len(answers)}")


def set_up(root: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> tuple[Desk, Stage]:
    """An estate of live directories, each with two users, and the stage that they stand on."""
    desk, stage = small(root, *names), Stage()
    list_live(desk, names)
    stage.shows = {name: everybody(name, "ab") for name in names}

    def build(
        directory_id: str,
        locator: str,
        connection: Connection,
        *,
        environ: Mapping[str, str],
        deadline_seconds: float,
    ) -> Staged:
        assert (connection.name, locator, deadline_seconds > 0) == ("main", "tenant", True)
        return Staged(directory_id, stage)

    monkeypatch.setitem(KINDS, "entra", build)
    return desk, stage


def list_live(desk: Desk, names: Iterable[str], **columns: object) -> None:
    columns = {"customer_id": "acme", "kind": "entra", "connection": "main", **columns}
    columns = {"directory_id": "", **columns, "locator": "tenant"}
    lines = [",".join(columns)]
    lines += [",".join(str(v) for v in {**columns, "directory_id": n}.values()) for n in names]
    (desk.estate / "directories.csv").write_text("\n".join(lines) + "\n")
    settings = desk.estate / "settings.toml"
    if "[connections" not in settings.read_text():
        with settings.open("a") as handle:
            handle.write(
                '[observe]\ndeadline_minutes = 20\n[connections.main]\nkind = "entra"\n'
                'client_id = "app"\nclient_secret_env = "STAGED_SECRET"\n'
            )


def everybody(name: str, users: Iterable[str], sku: str = "e3") -> Shown:
    """A whole look at these users, each with a SKU."""

    async def show(staged: Staged, observed_at: datetime) -> Observation:
        assigned = [
            assignment(user_id=f"{name}-{user}", sku_id=sku, sku_part_number="E3") for user in users
        ]
        return Observation(name, observed_at, [person(f"{name}-{u}") for u in users], assigned)

    return show


def rows_of(name: str, users: list[Row], assignments: list[Row]) -> Shown:
    async def show(staged: Staged, observed_at: datetime) -> Observation:
        return Observation(name, observed_at, users, assignments)

    return show


def failing(cause: Cause, problem: str = "it did not go", advice: str = "mend it") -> Shown:
    async def show(staged: Staged, observed_at: datetime) -> Observation:
        raise Unobserved(staged.directory_id, cause, problem, advice)

    return show


def broken(error: BaseException) -> Shown:
    async def show(staged: Staged, observed_at: datetime) -> Observation:
        raise error

    return show


def person(user_id: str | None, **columns: str | None) -> Row:
    usual = {
        "user_principal_name": f"{user_id}@acme.example",
        "display_name": f"Name of {user_id}",
        "account_enabled": "true",
        "user_type": "Member",
    }
    return tuple({"user_id": user_id, **usual, **columns}.get(column) for column in USERS)


def assignment(**columns: str | None) -> Row:
    return tuple(columns.get(column) for column in ASSIGNMENTS)
