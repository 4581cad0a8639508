"""Looks of ours at emulated tenants, in a process of its own: as bench/peers/httpx/read.py.

python bench/entra_look.py WHERE.json FIRST COUNT
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.directories import KINDS
from pipelines.estate.model import Connection

AT_ONCE = 16
NOW = datetime(2026, 3, 17, tzinfo=UTC)


async def look(where: dict[str, Any], tenant_id: str) -> int:
    given = Connection(
        "bench",
        "entra",
        client_id=where["client_id"],
        client_secret_env="SECRET",
        authority=where["authority"],
        base_url=where["base_url"],
        ca_file=Path(where["ca_file"]),
    )
    environ = {"SECRET": where["secret"]}
    directory = KINDS["entra"](tenant_id, tenant_id, given, environ=environ, deadline_seconds=600)
    found = await directory.observe(NOW)
    assert found.assignments
    return len(found.users)


async def all_of(where: dict[str, Any], first: int, count: int) -> dict[str, Any]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(tenant_id: str) -> int:
        async with gate:
            return await look(where, tenant_id)

    await one(where["tenants"][0])
    begun, wall = time.process_time(), time.perf_counter()
    users = sum(await asyncio.gather(*map(one, where["tenants"][first : first + count])))
    return {
        "users": users,
        "seconds": time.process_time() - begun,
        "clock": time.perf_counter() - wall,
    }


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(asyncio.run(all_of(told, int(sys.argv[2]), int(sys.argv[3])))))
