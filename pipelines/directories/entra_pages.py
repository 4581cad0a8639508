"""The pages of a listing, from the first to the last, and the other things that are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from pipelines.directories.entra_line import Line, Thing
from pipelines.directories.entra_shapes import (
    DELTA,
    DELTA_FIELDS,
    SKU_FIELDS,
    SKUS,
    USER_FIELDS,
    USERS,
    Delta,
    Sku,
    Skus,
    User,
    Users,
)
from pipelines.directories.entra_troubles import CONTACT, LATER, Stale, Trouble
from pipelines.directories.entra_wire import elsewhere, is_within

PAGE_SIZE = 999
LATEST = "latest"  # in place of a delta token: one from now on, without what was before
USERS_READ = Thing("users", "User.Read.All")
COUNT_READ = Thing("the count of users", "User.Read.All")
CHANGES_READ = Thing("changes of users", "User.Read.All")
SKUS_READ = Thing("subscribedSkus", "LicenseAssignment.Read.All (or Organization.Read.All)")


class Page(Protocol):
    @property
    def next_link(self) -> str | None: ...


AnyPage = TypeVar("AnyPage", bound=Page)


@dataclass(frozen=True, slots=True)
class Listing(Generic[AnyPage]):
    """Something that comes in pages, and the SDK's builder of requests for it."""

    line: Line
    builder: Any
    thing: Thing
    decode: Callable[[bytes], AnyPage]

    async def begun(self, **query: Any) -> AnyPage:
        """The first page, asked for with query options."""
        make = self.builder.to_get_request_information
        return await self.line.read(
            lambda: make(_configured(type(self.builder), query)), self.thing, self.decode
        )

    async def at(self, link: str) -> AnyPage:
        """The page at an address that Graph gave; one it no longer knows is Stale."""
        asked = self.builder.with_url(link).to_get_request_information
        try:
            return await self.line.read(asked, self.thing, self.decode)
        except Trouble as trouble:
            if trouble.status != 400:
                raise
        problem = f"a page token of {self.thing.name} expired"
        raise Stale("incomplete", problem, LATER) from None

    async def from_page(self, page: AnyPage) -> AsyncIterator[AnyPage]:
        """A page and all that follow. One that is empty and has a link is not the last."""
        followed: set[str] = set()
        while True:
            yield page
            link = page.next_link
            if link is None:
                return
            if not is_within(link, self.line.base_url):
                raise elsewhere(f"the next page of {self.thing.name}")
            if link in followed:
                problem = f"the pages of {self.thing.name} lead in a circle"
                raise Trouble("protocol", problem, CONTACT)
            followed.add(link)
            page = await self.at(link)


def _configured(builder: type, query: dict[str, Any]) -> Any:
    """Query options as a request builder of the SDK takes them."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration

    parameters = getattr(builder, f"{builder.__name__}GetQueryParameters")
    return RequestConfiguration(query_parameters=parameters(**query))


def _users(line: Line) -> Listing[Users]:
    return Listing(line, line.graph.users, USERS_READ, USERS.decode)


async def user_pages(line: Line) -> AsyncIterator[list[User]]:
    """Every user, page by page. Raises Stale where the listing has to begin again."""
    listing = _users(line)
    first = await listing.begun(select=USER_FIELDS, top=PAGE_SIZE)
    async for page in listing.from_page(first):
        yield page.value


async def one_user(line: Line) -> None:
    """A page of one user with all that is read of users, to see whether it may be read."""
    await _users(line).begun(select=USER_FIELDS, top=1)


async def skus(line: Line) -> list[Sku]:
    """What the tenant bought; Graph gives it in one page, and knows no size of pages there."""
    listing: Listing[Skus] = Listing(line, line.graph.subscribed_skus, SKUS_READ, SKUS.decode)
    first = await listing.begun(select=SKU_FIELDS)
    return [sku async for page in listing.from_page(first) for sku in page.value]


async def user_count(line: Line) -> int:
    """How many users the tenant counts, by itself."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration

    def asked() -> Any:
        configuration: Any = RequestConfiguration()
        # Directory objects are counted by an index of their own; without this, not at all.
        configuration.headers.add("ConsistencyLevel", "eventual")
        return line.graph.users.count.to_get_request_information(configuration)

    return await line.read(asked, COUNT_READ, _number)


def _number(content: bytes) -> int:
    # Graph begins the bare number with a byte order mark.
    return int(content.decode("utf-8-sig"))


async def changes(line: Line, token: str) -> tuple[bool, str]:
    """Whether users changed since a token was given, and the next token.

    Raises Stale where the token is too old; LATEST gives the first token.
    """
    listing: Listing[Delta]
    listing = Listing(line, line.graph.users.delta, CHANGES_READ, DELTA.decode)
    address = f"{line.base_url}/users/delta()?$deltatoken={quote(token, safe='')}"
    if token == LATEST:
        address += f"&$select={','.join(DELTA_FIELDS)}"
    is_changed, link = False, ""
    async for page in listing.from_page(await listing.at(address)):
        is_changed, link = is_changed or bool(page.value), page.delta_link or ""
    return is_changed, _token(link)


def _token(link: str) -> str:
    """Of a link only the token is kept: the rest is made here, so it leads nowhere else."""
    asked = {key.lower(): values for key, values in parse_qs(urlsplit(link).query).items()}
    if found := asked.get("$deltatoken"):
        return found[0]
    raise Trouble("protocol", "changes of users ended without a token", CONTACT)
