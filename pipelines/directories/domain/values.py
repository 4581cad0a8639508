"""What the bytes of an attribute mean. Nothing of them is trusted: text is cut and cleaned."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from pipelines.directories.domain.faults import NO_DIRECTORY, Fault

# The values of each attribute of an entry; one that the server leaves out is not there.
Entry = Mapping[str, Sequence[bytes] | None]

LONGEST = 1024  # characters; the schema allows no name as long
LAYOUT = re.compile("[\t\n\v\f\r\u0085\u2028\u2029]+")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f]")
DISABLED = 0x2  # of userAccountControl: ACCOUNTDISABLE
TRUST = 0x800  # INTERDOMAIN_TRUST_ACCOUNT: another domain, no person
NEVER = 0x7FFF_FFFF_FFFF_FFFF
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # of FILETIME, in steps of 100 ns
NUMBER = re.compile(rb"-?[0-9]{1,20}")  # a longer one would take quadratic time
CREATED = re.compile(rb"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,]\d+)?Z")
MEMBER = re.compile(rb"<GUID=([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})>")


def text(entry: Entry, name: str) -> str | None:
    """The first value as one printable line of at most 1,024 characters, None for blank."""
    values = entry.get(name)
    if not values:
        return None
    found = values[0][: 4 * LONGEST].decode("utf-8", "replace")
    if not found.isprintable():
        found = UNPRINTABLE.sub("\ufffd", LAYOUT.sub(" ", found))
    return found[:LONGEST].strip() or None


def number(entry: Entry, name: str) -> int | None:
    """A whole number, None where there is none; Fault where it is something else."""
    values = entry.get(name)
    if not values:
        return None
    if not NUMBER.fullmatch(values[0]):
        raise Fault("protocol", f"{name} is not a number somewhere", NO_DIRECTORY)
    return int(values[0])


def object_id(entry: Entry) -> tuple[str, str]:
    """objectGUID as text, in the usual form, and its bytes in base64; Fault without one."""
    values = entry.get("objectGUID")
    if not values or len(values[0]) != 16:
        raise Fault("protocol", "an entry has no objectGUID of 16 bytes", NO_DIRECTORY)
    raw = values[0]
    return str(UUID(bytes_le=raw)), b64encode(raw).decode("ascii")


def filetime(moment: datetime) -> int:
    """Steps of 100 ns since 1601, which most numbers that a directory holds are compared in."""
    return (moment - EPOCH) // timedelta(microseconds=1) * 10


def is_enabled(control: int, expires: int | None, now: int) -> bool:
    """Neither disabled nor expired at that FILETIME, by userAccountControl and accountExpires."""
    if control & DISABLED:
        return False
    return not expires or expires < 0 or expires == NEVER or expires > now


def created_at(entry: Entry) -> str | None:
    """whenCreated in ISO 8601; None where it is no moment."""
    values = entry.get("whenCreated")
    return _moment(values[0]) if values else None


@lru_cache(maxsize=4096)
def _moment(raw: bytes) -> str | None:
    found = CREATED.fullmatch(raw[:64])
    if found is None:
        return None
    year, month, day, hour, minute, second = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).isoformat()
    except ValueError:
        return None


def member_ids(values: Sequence[bytes]) -> list[str]:
    """objectGUIDs of members, of values `<GUID=…>;<SID=…>;CN=…`, which the control for extended
    names asks for: names change between two reads, these do not.
    """
    found = [MEMBER.match(value) for value in values]
    if None in found:
        raise Fault("protocol", "a member comes without its objectGUID", NO_DIRECTORY)
    return [one[1].decode("ascii").lower() for one in found if one is not None]


def dns_name(naming_context: str) -> str:
    """corp.example of DC=corp,DC=example."""
    parts = (part.strip() for part in naming_context.split(","))
    return ".".join(part[3:] for part in parts if part[:3].upper() == "DC=")
