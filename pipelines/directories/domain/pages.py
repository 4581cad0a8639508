"""Searches, page by page and whole: what a server cuts short is a fault, never the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipelines.directories.domain.faults import AGAIN, NO_DIRECTORY, Fault, asked, of_result
from pipelines.directories.domain.line import Line
from pipelines.directories.domain.values import Entry

PAGE = 1000  # the most that Active Directory gives by default
GROUPS = 100  # a page of them, each with its members
PAGED = "1.2.840.113556.1.4.319"  # RFC 2696
# Names of members then begin with their objectGUID: LDAP_SERVER_EXTENDED_DN_OID, as text.
EXTENDED_NAMES = ("1.2.840.113556.1.4.529", False, b"\x30\x03\x02\x01\x01")
ANY = "(objectClass=*)"
RANGE = re.compile(r"member;range=(\d+)-(\d+|\*)", re.IGNORECASE)
TRIES = 3  # of a group that changes while its members are read


@dataclass(frozen=True, slots=True)
class Search:
    """Entries below a base (or only that one) that a filter names, and what is read of them."""

    base: str
    filter: str
    attributes: tuple[str, ...]
    is_subtree: bool = True
    has_members: bool = False


def pages(line: Line, search: Search) -> Iterator[list[Entry]]:
    """Every page until the server says that it was the last; referrals are passed over."""
    size = GROUPS if search.has_members else PAGE
    cookie: bytes | None = None
    while cookie != b"":
        page = _asked(line, search, paged_size=size, paged_criticality=True, paged_cookie=cookie)
        # Before whoever takes the page asks for something else on this line.
        controls = line.connection.result.get("controls") or {}
        cookie = controls.get(PAGED, {}).get("value", {}).get("cookie") or b""
        yield page


def entry(line: Line, search: Search) -> Entry | None:
    """The only entry of a search, None where there is none."""
    return next(iter(_asked(line, search)), None)


def _asked(line: Line, search: Search, **paging: Any) -> list[Entry]:
    from ldap3 import BASE, SUBTREE

    call = partial(
        line.connection.search,
        search.base,
        search.filter,
        SUBTREE if search.is_subtree else BASE,
        attributes=list(search.attributes),
        controls=[EXTENDED_NAMES] if search.has_members else None,
        **paging,
    )
    asked(call, line.deadline)
    # ldap3 raises for most results, but not for a limit that cut the answer, nor a referral.
    result = line.connection.result
    if result["result"] != 0:
        raise of_result(result["result"], str(result.get("message")))
    found = line.connection.response or []
    return [one["raw_attributes"] for one in found if one["type"] == "searchResEntry"]


def members(line: Line, group_id: str, group: Entry) -> list[bytes]:
    """All values of `member` of a group that was read. A server that holds many gives them in
    ranges; should the group change between two of them, they are all asked for again.
    """
    for _ in range(TRIES):
        if _range(group) is None:
            return list(group.get("member") or ())
        found = _all_ranges(line, group_id, group)
        if found is not None:
            return found
        group = _ranged(line, group_id, 0)
    raise Fault("incomplete", "a group kept changing while its members were read", AGAIN)


def _all_ranges(line: Line, group_id: str, group: Entry) -> list[bytes] | None:
    """The values from this first range on; None once the group has another uSNChanged."""
    found: list[bytes] = []
    version, part = group.get("uSNChanged"), group
    while True:
        first, last, values = _range(part) or (-1, None, [])
        if first != len(found) or (last is not None and first + len(values) != last + 1):
            raise Fault("protocol", "the ranges of a group's members do not meet", NO_DIRECTORY)
        found += values
        if last is None:
            return found
        part = _ranged(line, group_id, len(found))
        if part.get("uSNChanged") != version:
            return None


def _ranged(line: Line, group_id: str, start: int) -> Entry:
    attributes = ("uSNChanged", f"member;range={start}-*")
    base = f"<GUID={group_id}>"
    asked_for = Search(base, ANY, attributes, is_subtree=False, has_members=True)
    found = entry(line, asked_for)
    if found is None:
        raise Fault("incomplete", "a group went away while its members were read", AGAIN)
    return found


def _range(group: Entry) -> tuple[int, int | None, list[bytes]] | None:
    """First and last place (None for the end) of the range that an entry holds, and its values."""
    for name, values in group.items():
        found = RANGE.fullmatch(name)
        if found:
            last = None if found[2] == "*" else int(found[2])
            return int(found[1]), last, list(values or ())
    return None
