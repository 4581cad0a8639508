"""The pages of tenants with httpx and orjson alone: no retry, no check, no row is made.

python read.py WHERE.json FIRST COUNT: reads COUNT tenants from FIRST on, sixteen at once over one
client, after one that is not counted; prints a JSON object.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import orjson

AT_ONCE = 16


async def read(client: httpx.AsyncClient, where: dict[str, Any], tenant_id: str) -> int:
    """A token, then exactly the answers that a look of ours reads."""
    answer = await client.post(
        f"{where['authority']}/{tenant_id}/oauth2/v2.0/token",
        data={
            "client_id": where["client_id"],
            "client_secret": where["secret"],
            "grant_type": "client_credentials",
            "scope": "https://localhost/.default",
        },
    )
    headers = {"authorization": f"Bearer {orjson.loads(answer.content)['access_token']}"}
    base, users = where["base_url"], 0
    link = f"{base}/subscribedSkus?$select={where['sku_fields']}"
    orjson.loads((await client.get(link, headers=headers)).content)
    link = f"{base}/users?$select={where['user_fields']}&$top=999"
    while link:
        page = orjson.loads((await client.get(link, headers=headers)).content)
        users += len(page["value"])
        link = page.get("@odata.nextLink")
    eventual = {**headers, "consistencylevel": "eventual"}
    counted = await client.get(f"{base}/users/$count", headers=eventual)
    assert int(counted.content.decode("utf-8-sig")) == users
    return users


async def all_of(where: dict[str, Any], first: int, count: int) -> dict[str, Any]:
    gate = asyncio.Semaphore(AT_ONCE)
    trusted = ssl.create_default_context(cafile=where["ca_file"])
    async with httpx.AsyncClient(verify=trusted, timeout=100) as client:

        async def one(tenant_id: str) -> int:
            async with gate:
                return await read(client, where, tenant_id)

        await one(where["tenants"][0])
        begun, wall = time.process_time(), time.perf_counter()
        tenants = where["tenants"][first : first + count]
        users = sum(await asyncio.gather(*map(one, tenants)))
        return {
            "users": users,
            "seconds": time.process_time() - begun,
            "clock": time.perf_counter() - wall,
        }


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(asyncio.run(all_of(told, int(sys.argv[2]), int(sys.argv[3])))))
