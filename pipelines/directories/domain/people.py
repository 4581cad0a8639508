"""The users below a base, as rows of an observation."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import dataclass
from datetime import datetime
from struct import pack

from assets.directory import Row
from pipelines.directories.domain.faults import Fault
from pipelines.directories.domain.line import Line
from pipelines.directories.domain.pages import Search, pages
from pipelines.directories.domain.root import Root
from pipelines.directories.domain.values import (
    TRUST,
    Entry,
    created_at,
    filetime,
    is_enabled,
    number,
    object_id,
    text,
)

PEOPLE = "(&(objectCategory=person)(objectClass=user))"
ATTRIBUTES = (
    "objectGUID",
    "userPrincipalName",
    "sAMAccountName",
    "displayName",
    "mail",
    "department",
    "company",
    "userAccountControl",
    "accountExpires",
    "whenCreated",
    "primaryGroupID",
    "objectSid",
)
HIDDEN = "grant the account that signs in 'Read account restrictions' on users"
NOBODY = "grant the account that signs in 'List contents' and 'Read all properties' on users"


@dataclass(frozen=True, slots=True)
class User:
    """A row in the order of `USERS`, and the SID of the group that the user has as its primary
    one: that group does not list it as a member.
    """

    row: Row
    primary_sid: bytes


@dataclass(frozen=True, slots=True)
class Moment:
    """A look's domain and time, the latter as FILETIME."""

    domain: str
    now: int

    @classmethod
    def of(cls, root: Root, observed_at: datetime) -> Moment:
        return cls(root.domain, filetime(observed_at))


def search(base_dn: str) -> Search:
    return Search(base_dn, PEOPLE, ATTRIBUTES)


def users(line: Line, root: Root, base_dn: str, observed_at: datetime) -> dict[str, User]:
    """By objectGUID; a user that was moved while it was read comes twice, and counts once."""
    moment = Moment.of(root, observed_at)
    found: dict[str, User] = {}
    for page in pages(line, search(base_dn)):
        found.update(people(page, moment))
    require(found, root, base_dn)
    return found


def require(found: Sized, root: Root, base_dn: str) -> None:
    """Fault where a whole domain shows nobody: it has had an Administrator since it was made."""
    if not found and root.is_all_of_it(base_dn):
        raise Fault("permission", "this account sees no user in the whole domain", NOBODY)


def people(page: list[Entry], moment: Moment) -> Iterator[tuple[str, User]]:
    """The users of one page, without accounts by which another domain is trusted."""
    for entry in page:
        control = number(entry, "userAccountControl")
        if control is None:
            raise Fault("permission", "userAccountControl of a user is hidden", HIDDEN)
        if not control & TRUST:
            yield _user(entry, control, moment)


def _user(entry: Entry, control: int, moment: Moment) -> tuple[str, User]:
    user_id, immutable_id = object_id(entry)
    enabled = is_enabled(control, number(entry, "accountExpires"), moment.now)
    row: Row = (
        user_id,
        text(entry, "userPrincipalName") or _implicit_name(entry, moment.domain),
        text(entry, "displayName"),
        text(entry, "mail"),
        text(entry, "department"),
        text(entry, "company"),
        "true" if enabled else "false",
        "Member",
        immutable_id,
        created_at(entry),
    )
    return user_id, User(row, _primary_sid(entry))


def _implicit_name(entry: Entry, domain: str) -> str | None:
    """The name that an account without userPrincipalName signs in by (MS-ADTS 5.1.1.1.1)."""
    account = text(entry, "sAMAccountName")
    return f"{account}@{domain}" if account else None


def _primary_sid(entry: Entry) -> bytes:
    """The user's SID with its last part, the RID, replaced by that of the primary group."""
    sid, rid = entry.get("objectSid"), number(entry, "primaryGroupID")
    if not sid or len(sid[0]) < 12 or rid is None or not 0 <= rid < 2**32:
        return b""
    return sid[0][:-4] + pack("<I", rid)
