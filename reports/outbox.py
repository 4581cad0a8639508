"""From bytes to a file: named safely, written beside, made durable, put in place at once.

A reader sees the old file or the new one, never a part; a file whose bytes would not change is not
touched, so that its time says when the document last changed.
"""

import contextlib
import hashlib
import os
import re
import secrets
from pathlib import Path

# File systems allow 255 bytes; the temporary name beside and a reader's own suffix need room too.
LONGEST_NAME = 180
_SUFFIX = re.compile(r"\.[A-Za-z0-9-]{1,12}\Z")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def write(folder: Path, name: str, content: bytes) -> Path:
    """Puts the content into folder/safe_name(name); the name is given as it is, not made safe."""
    path = folder / safe_name(name)
    if _holds(path, content):
        return path
    _make_folder(folder)
    beside = folder / f".~{os.getpid()}-{secrets.token_hex(8)}"
    try:
        _write_durably(beside, content)
        beside.replace(path)
    finally:
        # Gone already unless something above was interrupted.
        beside.unlink(missing_ok=True)
    _sync_folder(folder)
    return path


def remove_stale(folder: Path, keep: set[str], prefix: str = "draft-") -> list[Path]:
    """Deletes the files whose name begins with the prefix, but for `keep` (names as for write)."""
    if not prefix:
        raise ValueError("a blank prefix would delete issued documents too (name one)")
    kept = {safe_name(name) for name in keep}
    stale = [path for path in _files(folder) if path.name.startswith(prefix)]
    stale = [path for path in stale if path.name not in kept]
    for path in stale:
        path.unlink(missing_ok=True)
    if stale:
        _sync_folder(folder)
    return stale


def safe_name(text: str) -> str:
    """One path component for the text. Made of A-Z a-z 0-9 . _ - it is itself.

    Other characters become ~ and two hexadecimal digits per UTF-8 byte: a tilde needs no quoting
    in a shell or an address, and no safe name holds one, so two texts never share a name. A long
    one is cut and carries the SHA-256 of the whole.
    """
    name = _UNSAFE.sub(_escape, text)
    if name in ("", ".", ".."):
        return name.replace(".", "~2E") or "~"
    if len(name) <= LONGEST_NAME:
        return name
    suffix = _SUFFIX.search(name)
    ending = suffix.group() if suffix else ""
    mark = "~h" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return name[: LONGEST_NAME - len(mark) - len(ending)] + mark + ending


def _escape(match: re.Match[str]) -> str:
    return "".join(f"~{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass"))


def _holds(path: Path, content: bytes) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_size == len(content) and path.read_bytes() == content
    return False


def _make_folder(folder: Path) -> None:
    """Makes the folder and its missing parents, each one durable in the one above."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file())
