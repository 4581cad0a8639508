"""The verbs of a clerk, typed at the command line: each a run of the estate's own Dagster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from click.testing import Result
from desk import Desk, finance, verb_of
from oracle_looks import Event


@dataclass(slots=True)
class Commanded:
    """Works on an estate at ten in the morning UTC of a day. Each verb returns the lines that it
    says on stderr: reasons, warnings and hints."""

    estate: Path
    today: date

    @property
    def data(self) -> Path:
        return self.estate / "data"

    def tell(self, *events: Event) -> None:
        for event in events:
            said = event[1] if event[0] == "import" else verb_of(event)[1:]
            assert self._call(event[0], *said).exit_code == 0

    def bill(self, period: str) -> list[str]:
        return self._told("bill", period)

    def approve(self, period: str) -> list[str]:
        return self._told("approve", period, "--by", "Ada")

    def issue(self, period: str) -> list[str]:
        return self._told("issue", period)

    def correct(self, period: str, *, is_now: bool = False) -> list[str]:
        return self._told("correct", period, *(["--estate", "now"] if is_now else []))

    def explain(self, key: str) -> list[str]:
        return self._printed("explain", key)

    def check(self) -> list[str]:
        return self._printed("check", "--offline")

    def forget(self) -> None:
        """Loses the warehouse: the next verb builds it from the files."""
        (self.data / "warehouse.duckdb").unlink()

    def shown(self, table: str) -> list[dict[str, Any]]:
        """Rows of a table of finance."""
        with finance(self.data / "finance.duckdb") as connection:
            cursor = connection.execute(f"from {table}")
            columns = [d[0] for d in cursor.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _call(self, *verb: str) -> Result:
        return Desk(self.estate, self.today).call(*verb, is_json=False)

    def _told(self, *verb: str) -> list[str]:
        """What it says on stderr; it says something, if and only if it was refused or warned."""
        called = self._call(*verb)
        told = called.stderr.splitlines()
        assert told or called.exit_code == 0
        return [line.replace(f"--estate {self.estate} ", "") for line in told]

    def _printed(self, *verb: str) -> list[str]:
        called = self._call(*verb)
        assert called.exit_code == 0, called.stderr
        return called.stdout.splitlines()
