"""The open connections, lent to one tenant after the other while any is being read.

Nothing of a tenant stays on them: each request carries its own token, and cookies are not kept.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.directories.entra_troubles import Trouble

CONNECT_SECONDS, READ_SECONDS = 30, 100


@dataclass(frozen=True, slots=True)
class Wire:
    """The SDK's client to Graph and azure-identity's transport to the sign-in; `statuses` is what
    Graph last answered, retries of the middleware included."""

    to_graph: Any
    to_sign_in: Any
    statuses: list[int]


@dataclass(slots=True)
class Shelf:
    """Wires to one place: those that nobody has, how many are lent, and how all are closed."""

    idle: list[Wire] = field(default_factory=list)
    lent: int = 0
    open: AsyncExitStack = field(default_factory=AsyncExitStack)


Key = tuple[asyncio.AbstractEventLoop, Path | None, str]
_SHELVES: dict[Key, Shelf] = {}


@asynccontextmanager
async def wired(ca_file: Path | None, base_url: str) -> AsyncIterator[Wire]:
    """A wire for one reader at a time; the last one to give theirs back closes all.

    One pool for all readers would look through all of its connections at each request.
    """
    trust = trusted(ca_file)
    key = (asyncio.get_running_loop(), ca_file, base_url)
    shelf = _SHELVES.setdefault(key, Shelf())
    shelf.lent += 1
    try:
        wire = shelf.idle.pop() if shelf.idle else _wire(trust, base_url, shelf.open)
        wire.statuses.clear()
        yield wire
        shelf.idle.append(wire)
    finally:
        shelf.lent -= 1
        if not shelf.lent:
            del _SHELVES[key]
            await shelf.open.aclose()


def trusted(ca_file: Path | None) -> ssl.SSLContext:
    """The usual certificates, and those of `ca_file`; read again only when the file changed."""
    try:
        changed = ca_file.stat().st_mtime_ns if ca_file else 0
        return _trusted(ca_file, changed)
    except (OSError, ssl.SSLError):
        problem = f"cannot read certificates from ca_file '{ca_file}'"
        raise Trouble("sign_in", problem, "put a PEM file of certificates there") from None


@lru_cache(maxsize=16)
def _trusted(ca_file: Path | None, _changed: int) -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context(cafile=certifi.where())
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _wire(trust: ssl.SSLContext, base_url: str, closing: AsyncExitStack) -> Wire:
    import aiohttp
    from azure.core.pipeline.transport import AioHttpTransport

    connector = aiohttp.TCPConnector(ssl=trust)
    session = aiohttp.ClientSession(
        connector=connector, trust_env=True, cookie_jar=aiohttp.DummyCookieJar()
    )
    transport = AioHttpTransport(session=session, session_owner=False)
    statuses: list[int] = []
    client = _client(trust, base_url, statuses)
    closing.push_async_callback(client.aclose)
    closing.push_async_callback(session.close)
    return Wire(client, transport, statuses)


def _client(trust: ssl.SSLContext, base_url: str, statuses: list[int]) -> Any:
    """The SDK's own client and middleware; behind all of it, the guard."""
    import httpx
    from kiota_http.kiota_client_factory import KiotaClientFactory
    from msgraph.graph_request_adapter import options
    from msgraph_core import GraphClientFactory
    from msgraph_core.middleware import GraphTelemetryHandler
    from msgraph_core.middleware.options import GraphTelemetryHandlerOption

    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    none_kept = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    client = httpx.AsyncClient(verify=trust, timeout=timeout, base_url=base_url, cookies=none_kept)
    told = options[GraphTelemetryHandlerOption.get_key()]
    middleware = KiotaClientFactory.get_default_middleware(options)
    middleware += [GraphTelemetryHandler(told), _guard(base_url, statuses)]
    return GraphClientFactory.create_with_custom_middleware(middleware, client=client)


def _guard(base_url: str, statuses: list[int]) -> Any:
    """The last to see a request: whatever asked for it, none goes to another place than Graph."""
    from kiota_http.middleware import BaseMiddleware

    class Guard(BaseMiddleware):  # type: ignore[misc]  # the SDK is not followed by mypy
        async def send(self, request: Any, transport: Any) -> Any:
            if not is_within(str(request.url), base_url):
                raise elsewhere("a redirect")
            response = await super().send(request, transport)
            statuses[:] = [response.status_code]
            return response

    return Guard()


def is_within(url: str, base_url: str) -> bool:
    """Whether an address is of the same scheme, host and port, and below the same path."""
    try:
        there, ours = urlsplit(url), urlsplit(base_url)
        same = (there.scheme, there.netloc.lower()) == (ours.scheme, ours.netloc.lower())
    except ValueError:
        return False
    return same and there.path.startswith(f"{ours.path}/")


def elsewhere(what: str) -> Trouble:
    """A refusal to go where the token would be given away; the address is not repeated."""
    problem = f"{what} leads away from base_url, and was not followed"
    advice = "check base_url and whatever stands between here and Graph"
    return Trouble("protocol", problem, advice)
