"""Tenants of these tests, and the directories that look at them."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from graph_server import Emulator
from graph_tenants import App, Fault, Tenant

from assets.directory import Observation, Unobserved
from pipelines.directories.entra import Entra
from pipelines.estate.model import Connection

SECRET = "s3cr3t~value.of-the-app"
CLIENT_ID = "11111111-2222-3333-4444-555555555555"
SPB, E3, E5, FLOW = (str(uuid.UUID(int=n << 96 | n)) for n in (0x5B, 0xE3, 0xE5, 0xF1))
ASSIGNED = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
MOMENT = datetime(2026, 3, 17, 3, 0, tzinfo=UTC)
Said = TypeVar("Said")


def tenant(emulator: Emulator, users: int = 7, *faults: Fault, page_limit: int = 3) -> Tenant:
    """A tenant whose every second user holds one SKU, in pages of three."""
    made = Tenant(str(uuid.uuid4()), page_limit=page_limit, faults=list(faults))
    made.apps[CLIENT_ID] = App(CLIENT_ID, SECRET)
    made.add_sku(SPB, "SPB", 10)
    for number in range(users):
        user = made.add_user(f"person{number}", ASSIGNED)
        if number % 2:
            made.assign(user["id"], SPB, ASSIGNED)
    return emulator.add(made)


def connection(emulator: Emulator, **given: Any) -> Connection:
    kept: dict[str, Any] = {
        "client_id": CLIENT_ID,
        "client_secret_env": "GRAPH_SECRET",
        "authority": emulator.authority_url,
        "base_url": emulator.base_url,
        "ca_file": emulator.ca_file,
    }
    return Connection("lab", "entra", **{**kept, **given})


def directory(emulator: Emulator, made: Tenant, seconds: float = 20, **given: Any) -> Entra:
    """The tenant as a directory that loses little time over retries."""
    signed = connection(emulator, **given)
    name = f"d-{made.tenant_id[:8]}"
    return Entra(name, made.tenant_id, signed, {"GRAPH_SECRET": SECRET}, seconds, 0.02)


def observed(emulator: Emulator, made: Tenant, **given: Any) -> Observation:
    return asyncio.run(directory(emulator, made, **given).observe(MOMENT))


def refused(emulator: Emulator, made: Tenant, **given: Any) -> Unobserved:
    return refusal(lambda: directory(emulator, made, **given).observe(MOMENT))


def refusal(ask: Callable[[], Awaitable[object]]) -> Unobserved:
    async def asked() -> object:
        return await ask()

    try:
        said = asyncio.run(asked())
    except Unobserved as unobserved:
        return unobserved
    raise AssertionError(f"not refused: {said}")


def is_whole(found: Observation, made: Tenant) -> bool:
    """Whether an observation shows exactly what the tenant has."""
    users = {row[0]: row[1] for row in found.users}
    held = {(row[0], row[1]) for row in found.assignments}
    return users == {
        key: user["userPrincipalName"] for key, user in made.users.items()
    } and held == {
        (key, one["skuId"]) for key, user in made.users.items() for one in user["assignedLicenses"]
    }
