"""The groups that count as SKUs, the groups nested in them, and who holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from assets.directory import Row
from pipelines.directories.domain.deadline import Deadline
from pipelines.directories.domain.faults import GROUPS, READ, Fault, asked
from pipelines.directories.domain.line import Line
from pipelines.directories.domain.nesting import holders
from pipelines.directories.domain.pages import Search, members, pages
from pipelines.directories.domain.people import User
from pipelines.directories.domain.root import Root
from pipelines.directories.domain.values import Entry, member_ids, object_id, text

ATTRIBUTES = ("objectGUID", "objectSid", "sAMAccountName", "uSNChanged", "member")
TOGETHER = 200  # groups asked for in one filter
MOST = 5_000_000  # assignments of one directory; a hostile one could show any number


@dataclass(frozen=True, slots=True)
class Group:
    """A group, and the objectGUIDs of whatever it lists as members, people or not."""

    name: str | None
    sid: bytes
    members: Sequence[str]


def search(base_dn: str, group_filter: str) -> Search:
    """The groups that count as SKUs. The filter is looked at by itself: within another, half of
    one might be whole."""
    from ldap3.operation.search import parse_filter

    whole = group_filter if group_filter.startswith("(") else f"({group_filter})"
    asked(lambda: parse_filter(whole, None, True, True, None, False), Deadline.within(60))
    return Search(base_dn, f"(&(objectCategory=group){whole})", ATTRIBUTES, has_members=True)


def assignments(line: Line, root: Root, named: Search, users: Mapping[str, User]) -> list[Row]:
    """Rows in the order of `ASSIGNMENTS`: everyone who is in a named group, directly or through
    others. `assigned_via` is the group that lists the user, nearest to the named one.
    """
    skus = dict(_groups(line, named))
    require(skus)
    within = _members(_with_nested(line, root, skus, users), users)
    found: list[Row] = []
    for sku_id, sku in skus.items():
        asked(lambda: line.deadline.left(1), line.deadline)
        held = holders(sku_id, within, users)
        found += [(user, sku_id, sku.name, via, None) for user, via in held.items()]
        if len(found) > MOST:
            raise Fault("protocol", f"more than {MOST:,} assignments", GROUPS)
    return found


def require(named: Sized) -> None:
    """Fault where nothing is named: whoever wants no groups leaves the filter blank."""
    if not named:
        problem = "group_filter names no group that this account sees"
        raise Fault("permission", problem, f"{GROUPS}, or {READ}")


def _groups(line: Line, search: Search) -> Iterator[tuple[str, Group]]:
    for page in pages(line, search):
        # Ranges are asked for on the same line, once the page is there.
        for entry in page:
            group_id, _ = object_id(entry)
            yield group_id, _group(entry, members(line, group_id, entry))


def _group(entry: Entry, listed: Sequence[bytes]) -> Group:
    sid = entry.get("objectSid")
    return Group(text(entry, "sAMAccountName"), sid[0] if sid else b"", member_ids(listed))


def _with_nested(
    line: Line, root: Root, skus: Mapping[str, Group], users: Mapping[str, User]
) -> dict[str, Group]:
    """The groups and those within them, wherever in the domain they stand. What is listed and
    is neither a user below the base nor a group of the domain is nobody here: a contact, a
    computer, somebody of another domain or of another base."""
    found, asked_for = dict(skus), {*skus}
    new: Mapping[str, Group] = skus
    while new:
        listed = {one for group in new.values() for one in group.members}
        unknown = sorted(one for one in listed - asked_for if one not in users)
        asked_for.update(unknown)
        new = dict(_by_id(line, root.naming_context, unknown))
        found.update(new)
    return found


def _by_id(line: Line, base: str, ids: Collection[str]) -> Iterator[tuple[str, Group]]:
    from ldap3.utils.conv import escape_bytes

    rest = iter(ids)
    while batch := list(islice(rest, TOGETHER)):
        each = (escape_bytes(UUID(one).bytes_le) for one in batch)
        any_of = "".join(f"(objectGUID={one})" for one in each)
        either = f"(&(objectCategory=group)(|{any_of}))"
        yield from _groups(line, Search(base, either, ATTRIBUTES, has_members=True))


def _members(groups: Mapping[str, Group], users: Mapping[str, User]) -> dict[str, list[str]]:
    """By group, what it lists and whose primary group it is."""
    primary: dict[bytes, list[str]] = {}
    for user_id, user in users.items():
        primary.setdefault(user.primary_sid, []).append(user_id)
    return {
        group_id: [*group.members, *(primary.get(group.sid, ()) if group.sid else ())]
        for group_id, group in groups.items()
    }
