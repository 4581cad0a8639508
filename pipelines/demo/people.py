"""An account of a directory: when it is there, what it looks like, and the SKUs it holds.

Moments are what the customer's clock shows, spans half-open; a look sees what holds at its moment.
"""

import base64
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zlib import crc32

from pipelines.demo.directories import DIRECTORIES, NAMES, to_utc, user_id_of
from pipelines.demo.teams import NEVER, OPEN

ALWAYS = ((OPEN, NEVER),)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Grant:
    """A SKU by its part number; `via` is `direct` or a group, blank for the directory's own."""

    part_number: str
    via: str = ""
    from_at: datetime = OPEN
    to_at: datetime = NEVER


@dataclass(frozen=True, slots=True)
class Rename:
    """From a moment on: another name, and another address with it."""

    at: datetime
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Account:
    """`address` stands before the @; what it is at first names the account's user_id for good."""

    directory_id: str
    address: str
    name: str
    department: str = ""
    grants: tuple[Grant, ...] = ()
    stays: tuple[Span, ...] = ALWAYS
    renames: tuple[Rename, ...] = ()
    domain: str = ""
    is_enabled: bool = True
    user_type: str = "Member"
    immutable_id: str = ""

    @property
    def user_id(self) -> str:
        return user_id_of(self.directory_id, self.address)


Row = tuple[object, ...]


def faces(account: Account) -> Iterator[Row]:
    """Rows of `users` with the span in which a look would show them, in the order of FACE."""
    home = DIRECTORIES[account.directory_id]
    created_at = _created_at(account)
    shown = (Rename(OPEN, account.name, account.address), *account.renames)
    ends = [*(rename.at for rename in shown), NEVER]
    for rename, span in zip(shown, pairwise(ends), strict=True):
        principal_name = f"{rename.address}@{account.domain or home.domain}"
        for from_at, to_at in _within(account.stays, span):
            yield (
                account.directory_id,
                account.user_id,
                principal_name,
                rename.name,
                principal_name if account.user_type == "Member" else None,
                account.department or None,
                NAMES[home.customer_id],
                account.is_enabled,
                account.user_type,
                account.immutable_id or None,
                created_at,
                from_at,
                to_at,
            )


def holdings(account: Account) -> Iterator[Row]:
    """Rows of `assignments` with the span in which a look would show them, as in HOLDING."""
    group = DIRECTORIES[account.directory_id].group
    for grant in account.grants:
        for from_at, to_at in _within(account.stays, (grant.from_at, grant.to_at)):
            yield (
                account.directory_id,
                account.user_id,
                grant.part_number,
                grant.via or group,
                _assigned_at(account, grant, from_at),
                from_at,
                to_at,
            )


def immutable_id_of(directory_id: str, address: str) -> str:
    """As Entra Connect writes it: the object id of the directory it syncs from, in base 64."""
    return base64.b64encode(uuid.UUID(user_id_of(directory_id, address)).bytes_le).decode()


def _within(stays: tuple[Span, ...], span: Span) -> Iterator[Span]:
    for stay in stays:
        from_at, to_at = max(stay[0], span[0]), min(stay[1], span[1])
        if from_at < to_at:
            yield from_at, to_at


def _created_at(account: Account) -> datetime:
    first = account.stays[0][0]
    if first == OPEN:
        return _long_ago(f"{account.directory_id}/{account.address}")
    return to_utc(account.directory_id, first - timedelta(minutes=25))


def _assigned_at(account: Account, grant: Grant, from_at: datetime) -> datetime | None:
    """An Active Directory never says when a member joined a group, and Graph not always."""
    if account.directory_id == "nordwind-ad":
        return None
    if from_at != OPEN:
        return to_utc(account.directory_id, from_at)
    said = f"{account.user_id}/{grant.part_number}/{grant.via}"
    return None if crc32(said.encode()) % 12 == 0 else _long_ago(said)


def _long_ago(text: str) -> datetime:
    """A moment of the years before the story, always the same for a text."""
    return datetime(2026, 5, 20, 7, tzinfo=UTC) - timedelta(
        minutes=crc32(text.encode()) % 3_000_000
    )
