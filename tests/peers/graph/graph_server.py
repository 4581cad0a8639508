"""The emulator as a server over TLS: Entra's token endpoint, Graph v1.0, and its own controls.

Run in a thread by tests, or by serve.py as a process. Controls are below /emulator/, where Graph
has nothing: POST /emulator/clock {"now": …}, POST /emulator/TENANT/faults [{"where": …}].
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import graph_fields as fields
import msgspec
import uvicorn
from graph_answers import Answer, Refused, error
from graph_certificates import Signed, authority, server, write_authority
from graph_faults import AFTERWARDS, INSTEAD
from graph_tenants import Fault, Tenant
from graph_tokens import Tokens, answered
from graph_v1 import Asked, place, read
from graph_writes import write

VERSION = "/v1.0"
SLOW_SECONDS = 0.05


@dataclass(slots=True)
class Emulator:
    """All tenants of one server. `strayed` are headers of what came to the wrong port."""

    folder: Path
    tenants: dict[str, Tenant] = field(default_factory=dict)
    tokens: Tokens = field(default_factory=Tokens)
    issuer: Signed = field(default_factory=authority)
    now: datetime | None = None
    port: int = 0
    foreign_port: int = 0
    strayed: list[dict[str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def authority_url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def base_url(self) -> str:
        return f"https://localhost:{self.port}{VERSION}"

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    def add(self, tenant: Tenant) -> Tenant:
        self.tenants[tenant.tenant_id] = tenant
        return tenant

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """The application, as ASGI has it."""
        headers = {k.decode().lower(): v.decode("latin-1") for k, v in scope["headers"]}
        body = await _body(receive)
        if scope["server"][1] == self.foreign_port:
            self.strayed.append(headers)
        await _sent(send, self._answer(scope, headers, body))

    def _answer(self, scope: dict[str, Any], headers: dict[str, str], body: bytes) -> Answer:
        path = scope["path"]
        try:
            if path.startswith("/emulator/"):
                return self._controlled(path.split("/")[2:], msgspec.json.decode(body))
            if path.startswith(f"{VERSION}/"):
                options = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
                below = path.removeprefix(VERSION)
                url = f"https://localhost:{self.port}{path}"
                asked = Asked(scope["method"], below, url, options, headers, body, self.base_url)
                return self._graph(asked)
            return self._token(scope["method"], path, body)
        except Refused as refusal:
            self.refusals.append(f"{scope['method']} {path}: {refusal}")
            return refusal.answer

    def _controlled(self, path: list[str], said: Any) -> Answer:
        if path == ["clock"]:
            self.now = datetime.fromisoformat(said["now"]).astimezone(UTC)
        elif path[1:] == ["faults"]:
            self.tenants[path[0]].faults = [Fault(**one) for one in said]
        return Answer(204, b"")

    def _token(self, method: str, path: str, body: bytes) -> Answer:
        name, _, rest = path.removeprefix("/").partition("/")
        if (method, rest) != ("POST", "oauth2/v2.0/token"):
            return Answer(404, b"")
        tenant = self.tenants.get(name)
        if tenant is not None:
            tenant.asked["token"] += 1
            if fault := tenant.fault(["token"], tuple(INSTEAD)):
                return INSTEAD[fault.kind](fault)
        return answered(self.tokens, tenant, f"{self.authority_url}{path}", body)

    def _graph(self, asked: Asked) -> Answer:
        token = self.tokens.found(asked.headers.get("authorization", ""))
        if token is None:
            return error(401, "InvalidAuthenticationToken", "Access token is missing or invalid.")
        tenant = self.tenants[token.tenant_id]
        name, key = place(asked)
        tenant.asked[name] += 1
        places = [name, "pages"] if "$skiptoken" in asked.options else [name]
        if fault := tenant.fault(places, tuple(INSTEAD)):
            return INSTEAD[fault.kind](fault)
        wanted = (fields.READS if asked.method == "GET" else fields.WRITES).get(name, ())
        if not set(wanted).intersection(token.roles):
            return error(403, "Authorization_RequestDenied", "Insufficient privileges.")
        if asked.method != "GET":
            return write(tenant, name, key, asked, self.now or datetime.now(UTC))
        return self._spoilt(tenant, places, read(tenant, name, key, asked))

    def _spoilt(self, tenant: Tenant, places: list[str], answer: Answer) -> Answer:
        if fault := tenant.fault(places, tuple(AFTERWARDS)):
            answer = AFTERWARDS[fault.kind](answer, tenant)
        if fault := tenant.fault(places, ("miscounted",)):
            return Answer(200, str(int(fault.value)).encode(), answer.headers)
        for kind, start in (
            ("foreign_link", f"https://127.0.0.1:{self.foreign_port}"),
            ("plain_link", f"http://localhost:{self.port}"),
        ):
            if answer.page is not None and tenant.fault(places, (kind,)):
                answer.page["@odata.nextLink"] = f"{start}{VERSION}/users"
                return answer.again()
        return answer


async def _body(receive: Any) -> bytes:
    parts = b""
    while True:
        message = await receive()
        parts += message.get("body", b"")
        if not message.get("more_body"):
            return parts


async def _sent(send: Any, answer: Answer) -> None:
    headers = {"content-length": str(len(answer.body)), **answer.headers}
    listed = [(key.encode(), value.encode()) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": listed})
    if answer.manner == "cut":
        # Less than was announced: the server closes the line.
        half = answer.body[: len(answer.body) // 2]
        await send({"type": "http.response.body", "body": half})
    elif answer.manner == "slow":
        for place_ in range(0, len(answer.body), 16):
            part = answer.body[place_ : place_ + 16]
            await send({"type": "http.response.body", "body": part, "more_body": True})
            await asyncio.sleep(SLOW_SECONDS)
        await send({"type": "http.response.body", "body": b""})
    else:
        await send({"type": "http.response.body", "body": answer.body})


def configured(emulator: Emulator, certificate: Signed | None = None) -> uvicorn.Config:
    """A server's configuration; without a certificate it has one that its own authority signed."""
    emulator.folder.mkdir(parents=True, exist_ok=True)
    write_authority(emulator.issuer, emulator.ca_file)
    signed = certificate or server(emulator.issuer)
    path = signed.write(emulator.folder / f"server-{signed.certificate.serial_number}.pem")
    config = uvicorn.Config(
        emulator,
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        ssl_certfile=path,
        ssl_keyfile=path,
        timeout_keep_alive=120,
        timeout_graceful_shutdown=1,
    )
    config.load()
    return config


@contextmanager
def listening(emulator: Emulator, certificate: Signed | None = None) -> Iterator[int]:
    """A port that answers while the context lasts, from a thread."""
    bound = socket.create_server(("127.0.0.1", 0), backlog=512)
    running = uvicorn.Server(configured(emulator, certificate))
    thread = threading.Thread(target=running.run, args=([bound],), daemon=True)
    thread.start()
    while not running.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield bound.getsockname()[1]
    finally:
        running.should_exit = running.force_exit = True
        thread.join(5)
        with contextlib.suppress(OSError, ssl.SSLError):
            bound.close()


@contextmanager
def emulated(folder: Path) -> Iterator[Emulator]:
    """An emulator, and a second port of its own that no token may come to."""
    emulator = Emulator(folder)
    with listening(emulator) as port, listening(emulator) as foreign:
        emulator.port, emulator.foreign_port = port, foreign
        yield emulator
