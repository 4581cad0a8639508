"""Files that are there whole or not at all, also where the machine lost power."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

COPIED = 2**30  # bytes at once


def sync(path: Path) -> None:
    """Makes the content of a file durable, or the names that stand in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy(path: Path, beside: Path) -> None:
    """Copies a file; a file system that can lets both share what neither changes."""
    if sys.platform == "linux":
        with path.open("rb") as source, beside.open("wb") as target, suppress(OSError):
            while os.copy_file_range(source.fileno(), target.fileno(), COPIED):
                continue
            return
    shutil.copyfile(path, beside)


def put(beside: Path, path: Path) -> None:
    """Gives what is written beside its name at once."""
    sync(beside)
    beside.replace(path)
    sync(path.parent)


def seen(path: Path) -> tuple[int, int, int, int]:
    """What the system says of a file: inode, bytes, and nanoseconds of its last write and change.
    Nobody can write into it and leave all of it as it was."""
    said = path.stat()
    return said.st_ino, said.st_size, said.st_mtime_ns, said.st_ctime_ns


def write_json(path: Path, written: Mapping[str, Any], plain: Callable[[Any], str]) -> None:
    """Writes a file of JSON; `plain` says what JSON has no word for."""
    beside = path.with_name(f".{path.name}")
    with beside.open("w", encoding="utf-8") as handle:
        json.dump(written, handle, ensure_ascii=False, indent=1, default=plain)
    put(beside, path)
