"""Messages of LDAP as nested tags and contents: enough to read and rewrite a search's entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEQUENCE, SET, TEXT = 0x30, 0x31, 0x04
ENTRY, DONE, REFERENCE = 0x64, 0x65, 0x73  # answers to a search, RFC 4511 4.5.2

Part = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an answer: its name, and the values of each attribute."""

    name: bytes
    attributes: dict[str, list[bytes]]


def whole(buffer: bytes) -> tuple[list[bytes], bytes]:
    """The messages that have arrived entirely, and the rest."""
    found, place = [], 0
    while (end := _end(buffer, place)) is not None and end <= len(buffer):
        found.append(buffer[place:end])
        place = end
    return found, buffer[place:]


def parts(content: bytes) -> list[Part]:
    return list(_parts(content))


def _parts(content: bytes) -> Iterator[Part]:
    place = 0
    while place < len(content):
        end = _end(content, place)
        assert end is not None
        yield content[place], content[_begin(content, place) : end]
        place = end


def _begin(content: bytes, place: int) -> int:
    first = content[place + 1]
    return place + 2 + (first & 0x7F if first & 0x80 else 0)


def _end(content: bytes, place: int) -> int | None:
    """Where the part that starts at a place ends; None while its length has not arrived."""
    if place + 2 > len(content):
        return None
    begin = _begin(content, place)
    if begin > len(content):
        return None
    length = content[place + 1]
    return begin + (int.from_bytes(content[place + 2 : begin]) if length & 0x80 else length)


def part(tag: int, content: bytes) -> bytes:
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content


def kind(message: bytes) -> int:
    """The tag of what a message does."""
    ((_, content),) = parts(message)
    return parts(content)[1][0]


def entry(message: bytes) -> Entry:
    ((_, content),) = parts(message)
    (_, name), (_, listed) = parts(parts(content)[1][1])
    attributes = {}
    for _, attribute in parts(listed):
        (_, told), (_, values) = parts(attribute)
        attributes[told.decode()] = [value for _, value in parts(values)]
    return Entry(name, attributes)


def with_entry(message: bytes, changed: Entry) -> bytes:
    """The message with another entry in place of its own."""
    listed = b"".join(
        part(SEQUENCE, part(TEXT, name.encode()) + part(SET, _texts(values)))
        for name, values in changed.attributes.items()
    )
    return _with(message, part(ENTRY, part(TEXT, changed.name) + part(SEQUENCE, listed)))


def reference(message: bytes, uri: bytes) -> bytes:
    """A referral in place of a message's entry."""
    return _with(message, part(REFERENCE, part(TEXT, uri)))


def ended(message: bytes, code: int) -> bytes:
    """The end of a search with a result code, in place of whatever a message says."""
    return _with(message, part(DONE, part(0x0A, bytes((code,))) + part(TEXT, b"") * 2))


def _with(message: bytes, operation: bytes) -> bytes:
    ((_, content),) = parts(message)
    number, _, *controls = parts(content)
    return part(SEQUENCE, part(*number) + operation + b"".join(part(*one) for one in controls))


def _texts(values: Sequence[bytes]) -> bytes:
    return b"".join(part(TEXT, value) for value in values)
