"""The emulator of Graph with tenants of a given size, until it is ended.

python bench/entra_served.py FOLDER USERS…: a tenant for each number; writes FOLDER/where.json and
says so. Four of five users hold a SKU of 45 plans, one of ten another of 12 beside it.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import uuid
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "peers" / "graph"))

import uvicorn
from graph_server import Emulator, configured
from graph_tenants import App, Tenant

from pipelines.directories.entra_shapes import SKU_FIELDS, USER_FIELDS

CLIENT_ID, SECRET = str(uuid.UUID(int=1)), "a secret"
PREMIUM, PHONE = str(uuid.UUID(int=2)), str(uuid.UUID(int=3))


def tenant(number: int, users: int) -> Tenant:
    made = Tenant(str(uuid.UUID(int=1000 + number)))
    made.apps[CLIENT_ID] = App(CLIENT_ID, SECRET)
    for sku_id, plans in ((PREMIUM, range(100, 145)), (PHONE, range(200, 212))):
        made.add_sku(sku_id, f"SKU{sku_id[-1]}", users, [str(uuid.UUID(int=n)) for n in plans])
    shown = [_held(made, skus) for skus in ((), (PREMIUM,), (PREMIUM, PHONE))]
    for n in range(users):
        held = shown[0] if n % 5 == 4 else shown[2] if n % 10 == 0 else shown[1]
        given = {"displayName": f"Person Number {n}", "mail": f"person{n}@bench.example"}
        made.add_user(f"person{n}", id=str(uuid.UUID(int=n + 10**6)), **given, **held)
    return made


def _held(made: Tenant, skus: tuple[str, ...]) -> dict[str, Any]:
    """What users of one kind share, so that many of them take little memory here."""
    user = made.add_user("example")
    for sku_id in skus:
        made.assign(user["id"], sku_id)
    made.remove_user(user["id"])
    return {
        key: user[key] for key in ("assignedLicenses", "licenseAssignmentStates", "assignedPlans")
    }


async def main() -> None:
    folder, sizes = Path(sys.argv[1]), [int(given) for given in sys.argv[2:]]
    emulator = Emulator(folder)
    for number, users in enumerate(sizes):
        emulator.add(tenant(number, users))
    bound = socket.create_server(("127.0.0.1", 0), backlog=512)
    emulator.port = bound.getsockname()[1]
    server = uvicorn.Server(configured(emulator))
    where = {
        "authority": emulator.authority_url,
        "base_url": emulator.base_url,
        "ca_file": str(emulator.ca_file),
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "tenants": list(emulator.tenants),
        "user_fields": ",".join(USER_FIELDS),
        "sku_fields": ",".join(SKU_FIELDS),
    }
    (folder / "where.json").write_text(json.dumps(where))
    print("ready", flush=True)
    await server.serve([bound])


if __name__ == "__main__":
    asyncio.run(main())
