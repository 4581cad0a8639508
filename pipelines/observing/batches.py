"""The batch of one round, written look by look beside where landing will find it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from assets.directory import TABLES
from assets.lookout import FAILURES, Failure, write_failures

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet


@dataclass(slots=True)
class Round:
    """A batch that is being written: the looks added so far, and the attempts that failed."""

    writers: Mapping[str, parquet.ParquetWriter]
    looked: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def add(self, directory_id: str, tables: Mapping[str, pa.Table]) -> None:
        """One whole look, to disk at once: looks at large directories are not kept in memory."""
        for name, table in tables.items():
            if table.num_rows:
                self.writers[name].write_table(table)
        self.looked.append(directory_id)


@contextmanager
def writing(arriving: Path, at: datetime) -> Iterator[Round]:
    """A round whose folder is in its place when the block ends, and nowhere if it fails."""
    arriving.mkdir(parents=True, exist_ok=True)
    _sweep(arriving)
    folder = arriving / f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}-{token_hex(4)}"
    beside = arriving / f".{folder.name}"
    beside.mkdir()
    try:
        with ExitStack() as open_files:
            made = Round({name: open_files.enter_context(_writer(beside, name)) for name in TABLES})
            yield made
        _finish(beside, made)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _writer(folder: Path, name: str) -> parquet.ParquetWriter:
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(column, pa.string()) for column in TABLES[name]])
    return parquet.ParquetWriter(folder / f"{name}.parquet", schema)


def _finish(folder: Path, made: Round) -> None:
    """On disk for good before it gets its name; without a look there is no batch."""
    if not made.looked:
        for name in TABLES:
            (folder / f"{name}.parquet").unlink()
    write_failures(folder, made.failures)
    for path in folder.iterdir():
        with path.open("rb+") as handle:
            os.fsync(handle.fileno())
    assert (folder / FAILURES).exists()


def _sweep(arriving: Path) -> None:
    """Removes what rounds left half written whose process is gone."""
    for folder in arriving.glob(".*"):
        process = folder.name.split("-")[1:2]
        if not process or not Path(f"/proc/{process[0]}").exists():
            shutil.rmtree(folder, ignore_errors=True)
