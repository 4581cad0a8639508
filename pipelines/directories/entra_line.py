"""One line to Graph: the SDK's adapter and middleware, guarded, and the one layer that retries.

The middleware retries 429, 503 and 504 by itself, three times, unless it would wait for three
minutes or more. What it leaves ends here: longer waits, other answers of a server in trouble, lines
that broke, bodies that are no JSON.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from pipelines.directories.entra_sign_in import SignIn, signed_in
from pipelines.directories.entra_troubles import (
    LATER,
    SLOWER,
    Passing,
    Trouble,
    refused,
    unreached,
)
from pipelines.directories.entra_wire import wired
from pipelines.estate.model import Connection

GRAPH = "https://graph.microsoft.com/v1.0"
ATTEMPTS = 5
LONGEST_PAUSE = 60.0
# They log addresses, and Graph's page tokens hold principal names; azure-identity warns in the
# server's own words. What matters of it is said once, by Unobserved.
TALKATIVE = ("azure", "azure.core", "azure.identity", "httpcore", "httpx", "msal")
SILENT = logging.CRITICAL + 1

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Thing:
    """What is read, in a message's words, and the permission that reading it takes."""

    name: str
    permission: str


@dataclass(slots=True)
class Line:
    """An open line. `ends_at` is in the loop's time; `first_pause` doubles with each attempt."""

    graph: Any
    base_url: str
    ends_at: float
    first_pause: float
    statuses: Sequence[int]

    async def read(
        self, asked: Callable[[], Any], thing: Thing, decode: Callable[[bytes], Read]
    ) -> Read:
        """One answer, decoded. `asked` makes the request anew each time, with a fresh token."""
        attempt, failures = 1, 0
        while True:
            try:
                return _decoded(await self._send(asked(), thing), decode, thing)
            except Passing as trouble:
                # Being throttled is no failure: only the deadline ends it.
                failures += trouble.cause != "throttled"
                if failures >= ATTEMPTS:
                    raise
                await self.pause(trouble, attempt)
                attempt += 1

    async def pause(self, trouble: Passing, attempt: int) -> None:
        """Waits as long as the server says, or ever longer; not beyond the deadline."""
        wait = trouble.wait
        if wait is None:
            wait = min(LONGEST_PAUSE, self.first_pause * 2 ** min(attempt - 1, 16))
        left = self.ends_at - asyncio.get_running_loop().time()
        if wait >= left:
            problem = f"{trouble.problem}, which takes {wait:.0f} s more; {left:.0f} s were left"
            cause = "throttled" if trouble.wait is not None else trouble.cause
            raise Trouble(cause, problem, trouble.advice) from None
        await asyncio.sleep(wait)

    async def _send(self, info: Any, thing: Thing) -> bytes:
        from httpx import DecodingError, HTTPError, InvalidURL
        from kiota_abstractions.api_error import APIError
        from kiota_http._exceptions import KiotaHTTPXError
        from msgraph.generated.models.o_data_errors.o_data_error import ODataError

        # The address is made once; the SDK would expand its template three times. Setting it
        # empties the parameters, which the request has in common with its builder: hence a copy.
        info.path_parameters = {**info.path_parameters, "baseurl": self.base_url}
        info.url = info.url
        try:
            sent = self.graph.request_adapter.send_primitive_async(
                info, "bytes", {"XXX": ODataError}
            )
            return await sent or b""
        except APIError as error:
            status, headers = error.response_status_code or 0, error.response_headers or {}
            trouble = refused(status, headers, thing.name, thing.permission)
        except DecodingError:
            trouble = Passing("protocol", f"{thing.name} came in no readable encoding", LATER)
        except (HTTPError, InvalidURL, KiotaHTTPXError) as error:
            trouble = unreached(error, "Graph")
        # What they say may quote addresses and answers.
        raise trouble from None

    def overdue(self, deadline_seconds: float) -> Trouble:
        """What it means that the deadline has passed in the middle of something."""
        problem = f"not read whole within {deadline_seconds:.0f} s"
        if self.statuses and self.statuses[-1] in (429, 503):
            return Trouble("throttled", f"{problem}: Graph made us wait", SLOWER)
        place = "Graph" if self.statuses else "the sign-in"
        return Trouble("network", f"{problem}: {place} is slow", LATER)


def _decoded(content: bytes, decode: Callable[[bytes], Read], thing: Thing) -> Read:
    try:
        return decode(content)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        # msgspec says where and of which type, never what: "Expected `str`, got `int`".
        said = str(error) if isinstance(error, msgspec.DecodeError) else "out of shape"
        raise Passing("protocol", f"{thing.name} not as Graph v1.0 has it: {said}", LATER) from None


@asynccontextmanager
async def opened(
    tenant_id: str,
    connection: Connection,
    environ: Mapping[str, str],
    *,
    ends_at: float,
    first_pause: float,
) -> AsyncIterator[Line]:
    """A signed-in line, closed at the end. Raises Trouble where it cannot be opened."""
    try:
        import aiohttp  # noqa: F401
        import azure.identity  # noqa: F401
        import msgraph  # noqa: F401
    except ImportError:
        problem = "the packages that read Entra are not installed"
        raise Trouble("sign_in", problem, "pip install 'prorata[live]'") from None
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(SILENT)
    base_url = graph_url(connection.base_url)
    async with wired(connection.ca_file, base_url) as wire:
        credential = signed_in(tenant_id, connection, environ, wire.to_sign_in)
        graph = _graph(credential, wire.to_graph, base_url)
        yield Line(graph, base_url, ends_at, first_pause, wire.statuses)


def graph_url(base_url: str) -> str:
    """Where v1.0 is, of an address with or without its version."""
    given = base_url.rstrip("/") or GRAPH
    return given if urlsplit(given).path else f"{given}/v1.0"


def _graph(credential: SignIn, client: Any, base_url: str) -> Any:
    from kiota_authentication_azure.azure_identity_authentication_provider import (
        AzureIdentityAuthenticationProvider,
    )
    from msgraph import GraphServiceClient
    from msgraph.graph_request_adapter import GraphRequestAdapter

    host = urlsplit(base_url).hostname or ""
    provider = AzureIdentityAuthenticationProvider(credential, allowed_hosts=[host])
    adapter = GraphRequestAdapter(provider, client)
    adapter.base_url = base_url
    return GraphServiceClient(request_adapter=adapter)
