"""Batches that landing has taken from where they stand: while their files stay as they were, nobody
reads them again. A warehouse made anew knows of none, and is told of each once more."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from sql import durable
from sql.warehouse import Warehouse

TABLE = "create table if not exists landing.taken (files varchar)"


def mark(files: Iterable[Path]) -> str:
    """What tells the files of a batch, as they are, from any others."""
    return json.dumps(sorted((str(path), *durable.seen(path)) for path in files))


def has(house: Warehouse, marked: str) -> bool:
    house.execute(TABLE)
    return bool(house.rows("from landing.taken where files = $files", {"files": marked}))


def note(house: Warehouse, marked: str) -> None:
    """For a batch that has landed, with the mark that its files had before they were read."""
    house.execute("insert into landing.taken values ($files)", {"files": marked})
