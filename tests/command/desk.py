"""An estate as somebody works on it: its verbs called in this process, its finance.duckdb read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
from click.testing import CliRunner, Result
from oracle_looks import Event

from pipelines.cli import main

BY = ("--by", "Ada", "--reason", "as agreed")


@dataclass(frozen=True, slots=True)
class Desk:
    """The folder of an estate, and the day that its commands take for today."""

    estate: Path
    today: date

    @property
    def data(self) -> Path:
        return self.estate / "data"

    def call(self, *verb: object, is_json: bool = True, given: str | None = None) -> Result:
        """What came of a verb, with what is piped in; an exception that is no exit is raised."""
        # At ten in the morning UTC it is the same day in every zone that estates of tests name.
        told = ["--estate", str(self.estate), "--today", f"{self.today}T10:00:00Z"]
        asked = [*told, *(["--json"] if is_json else []), *map(str, verb)]
        return CliRunner().invoke(main, asked, catch_exceptions=False, input=given)

    def done(self, *verb: object) -> dict[str, Any]:
        """What a verb says that must succeed."""
        result = self.call(*verb)
        assert result.exit_code == 0, result.stderr
        said: dict[str, Any] = json.loads(result.stdout)
        return said

    def refused(self, *verb: object) -> list[str]:
        """The reasons of a verb that must be refused."""
        result = self.call(*verb)
        assert result.exit_code == 1, result.output
        return result.stderr.splitlines()

    def tell(self, events: list[Event]) -> None:
        """Plays a story; imports that follow each other are one command."""
        for is_import, told in groupby(events, key=lambda event: event[0] == "import"):
            if is_import:
                self.done("import", *(path for event in told for path in event[1]))
            else:
                for event in told:
                    self.done(*verb_of(event))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with finance(self.data / "finance.duckdb") as connection:
            return connection.execute(query).fetchall()


def verb_of(event: Event) -> tuple[object, ...]:
    kind, directory_id, *rest, decision = event
    moments = [rest[0].isoformat()] if kind == "release" else rest
    return (kind, directory_id, *moments, f"--{decision}", *BY)


@contextmanager
def finance(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """finance.duckdb as an analyst opens it, under an alias: catalog and schema share a name."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{path}' as f (read_only)")
        connection.execute("use f.finance")
        yield connection
