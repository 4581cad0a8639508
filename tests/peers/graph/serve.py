"""Runs the emulator as a process: python tests/peers/graph/serve.py FOLDER TENANTS.json [--port N]

TENANTS.json: [{"tenant_id", "client_id", "secret", "admin_client_id", "admin_secret",
"skus": [{"sku_id", "part_number", "enabled", "plans": [ids]}]}]. One line of JSON says where it
answers, with the file of its authority; users come through Graph's own calls, signed in as admin.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
from pathlib import Path
from typing import Any

import uvicorn
from graph_server import Emulator, configured
from graph_tenants import WRITING, App, Tenant


def main() -> None:
    parser = argparse.ArgumentParser(description="An emulator of Entra and of Graph v1.0.")
    parser.add_argument("folder", type=Path, help="where its certificates are written")
    parser.add_argument("tenants", type=Path, help="a JSON file")
    parser.add_argument("--port", type=int, default=0, help="else any that is free")
    given = parser.parse_args()
    emulator = Emulator(given.folder)
    for one in json.loads(given.tenants.read_text()):
        emulator.add(tenant(one))
    asyncio.run(serve(emulator, given.port))


def tenant(said: dict[str, Any]) -> Tenant:
    made = Tenant(said["tenant_id"])
    made.apps[said["client_id"]] = App(said["client_id"], said["secret"])
    if "admin_client_id" in said:
        admin = App(said["admin_client_id"], said["admin_secret"], WRITING)
        made.apps[admin.client_id] = admin
    for sku in said["skus"]:
        made.add_sku(sku["sku_id"], sku["part_number"], sku["enabled"], sku.get("plans", ()))
    return made


async def serve(emulator: Emulator, port: int) -> None:
    bound = socket.create_server(("127.0.0.1", port), backlog=512)
    emulator.port = bound.getsockname()[1]
    server = uvicorn.Server(configured(emulator))
    said = {
        "authority": emulator.authority_url,
        "base_url": emulator.base_url,
        "ca_file": str(emulator.ca_file),
    }
    print(json.dumps(said), flush=True)
    await server.serve([bound])


if __name__ == "__main__":
    main()
