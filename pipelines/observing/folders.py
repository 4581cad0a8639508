"""Recorded directories: the batches that stand in the folders which their rows name."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from assets.premises import Refusal
from pipelines.estate.model import Estate
from pipelines.readers import batch


def listed(estate: Estate) -> dict[str, Path]:
    """Folders of the recorded directories that name one, by directory, from the estate folder."""
    table = estate.tables["directories"]
    rows: Iterator[dict[str, Any]] = (
        dict(zip(table.columns, row, strict=True)) for row in table.rows
    )
    return {
        row["directory_id"]: estate.root / row["locator"]
        for row in rows
        if row["kind"] == "recorded" and row["locator"]
    }


def batches(estate: Estate, asked: Collection[str] = ()) -> list[dict[str, str]]:
    """Every batch in the folders of those asked for, or of all: with the first directory that names
    its folder, as landing takes it. A folder that is gone stands for itself, and is refused there.
    What begins with a dot is still being written.
    """
    found: dict[Path, str] = {}
    for directory_id, folder in listed(estate).items():
        if not asked or directory_id in asked:
            for path in _held(folder.resolve()):
                found.setdefault(path, directory_id)
    return [{"directory_id": name, "batch": str(path)} for path, name in found.items()]


def _held(folder: Path) -> list[Path]:
    try:
        return [path for path in batch.find(folder) if not path.name.startswith(".")]
    except Refusal:
        return [] if folder.is_dir() else [folder]
