"""CSV files of others, whichever way a spreadsheet saved them: as text, separated by what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from assets.premises import Refusal
from pipelines.estate.faults import Fault, nearest, shown
from pipelines.estate.records import BrokenRecord, decode, numbered

MARKS = (",", ";", "\t")  # what a language does not write decimals with, or what was copied
LARGEST = 2**30  # bytes of a file: an export of a million users takes a third of it


def read(path: Path) -> str:
    """The file as text; Refusal where it is none."""
    try:
        return _text(path)
    except OSError as problem:
        raise Refusal([f"{path}: cannot be read ({(problem.strerror or '').lower()})"]) from None


def _text(path: Path) -> str:
    if not path.is_file():
        raise Refusal([f"{path}: no such file (name it as it was downloaded)"])
    if path.stat().st_size > LARGEST:
        raise Refusal([f"{path}: larger than {LARGEST} bytes"])
    data = path.read_bytes()
    if data.startswith(b"PK\x03\x04"):
        raise Refusal([f"{path}: is a workbook (save it as CSV UTF-8, or take it as downloaded)"])
    text, faults = decode(str(path), _as_utf_8(path, data))
    if faults:
        raise Refusal([str(fault) for fault in faults])
    return text


def _as_utf_8(path: Path, data: bytes) -> bytes:
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data
    try:
        return data.decode("utf-16").encode("utf-8")
    except UnicodeDecodeError:
        raise Refusal([f"{path}: not UTF-16, as its first bytes say (save it as UTF-8)"]) from None


def header(text: str, known: Iterable[str]) -> tuple[str, list[str]]:
    """What separates the columns, and their names: the reading that knows most of them."""
    keys = {key(name) for name in known}
    found = {mark: _first(text, mark) for mark in MARKS}
    mark = max(MARKS, key=lambda each: len(keys & {key(name) for name in found[each]}))
    return mark, found[mark]


def _first(text: str, mark: str) -> list[str]:
    try:
        return next(numbered(text, mark), (1, []))[1]
    except BrokenRecord:
        return []  # such as a quoted name before the mark that really separates


def key(name: str) -> str:
    """A column's name for comparing: its letters and digits, whatever their case."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def column_faults(
    path: Path, written: Sequence[str], known: Collection[str], needed: Iterable[Sequence[str]]
) -> list[Fault]:
    """Columns of which none of several stands here, and known ones that stand here twice."""
    header = [key(name) for name in written]
    strange = [name for name in written if key(name) not in set(map(key, known))]
    faults = [
        f"no column {' or '.join(map(repr, names))}{_like(names[0], strange)}"
        for names in needed
        if not any(key(name) in header for name in names)
    ]
    faults += [f"column {name!r} stands twice" for name in known if header.count(key(name)) > 1]
    return [Fault(str(path), 0, told) for told in faults]


def _like(name: str, others: Iterable[str]) -> str:
    like = nearest(name, others, cutoff=0.6)
    return f" (nearest: {shown(like)})" if like else ""
