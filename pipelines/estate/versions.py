"""Each version of the estate that was used: its files by content hash, and when it was used."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pipelines.estate.model import Estate


class Log(Protocol):
    """Where decisions are recorded; using another version of the estate is one."""

    @property
    def folder(self) -> Path: ...

    def append(self, kind: str, recorded_at: datetime, content: Mapping[str, Any]) -> int: ...


def keep(estate: Estate, data: Path, log: Log, now: datetime) -> Path:
    """Stores the version under `<data>/estates/<hash>/` once, and notes a change of version."""
    folder = data / "estates" / estate.version
    if not folder.is_dir():
        beside = folder.with_name(f".{estate.version}")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        for name, content in estate.files.items():
            with (beside / name).open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
        beside.rename(folder)
    if last_used(log) != estate.version:
        log.append("estate", now, {"version": estate.version})
    return folder


def last_used(log: Log) -> str | None:
    """The version that was noted last."""
    noted = sorted(log.folder.glob("*-estate.json"))
    if not noted:
        return None
    version: str = json.loads(noted[-1].read_text(encoding="utf-8"))["version"]
    return version
