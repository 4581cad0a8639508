"""The demo's June and July, issued in every format with every export, and credit notes to them."""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.demo.batches import write_batches
from pipelines.demo.estate import write_estate
from pipelines.demo.story import STORY, Step
from reports.exports import EXPORTS
from reports.formats import FORMATS

LATER = "2026-10-05T06:00:00Z"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><circle cx="10" cy="10" r="8"/>'
    '<path d="M22 10 Q32 0 42 10 T58 10" fill="none" stroke="#0b6e6e" stroke-width="3"/></svg>'
)
# Prices as somebody finds out afterwards that they should have been: a credit note for each.
SLIPS = {
    "\n,m365-bs,2026-01-01,,EUR,13.10": "\n,m365-bs,2026-01-01,,EUR,12.40",
    "\n,m365-bp,2026-07-15,,JPY,3890": "\n,m365-bp,2026-07-15,,JPY,3700",
    "himgiri,m365-bs,2026-01-01,,USD,12.60": "himgiri,m365-bs,2026-01-01,,USD,12.00",
}


@dataclass(frozen=True)
class Papers:
    """What the demo has on disk, and what finance says of it."""

    estate: Path

    @property
    def exports(self) -> Path:
        return self.estate / "data" / "exports"

    def rows(self, query: str) -> list[dict[str, Any]]:
        with duckdb.connect() as connection:
            path = self.estate / "data" / "finance.duckdb"
            connection.execute(f"attach '{path}' as f (read_only)")
            connection.execute("use f.finance")
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @cached_property
    def issued(self) -> list[dict[str, Any]]:
        return self.rows("from documents where status = 'issued' order by number")

    def read(self, document: dict[str, Any], name: str) -> bytes:
        folder = self.estate / "data" / "documents" / document["period"] / document["customer_id"]
        return (folder / f"{document['number']}.{name}").read_bytes()

    def each(self, name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Every issued document with its file of a format."""
        return ((document, self.read(document, name)) for document in self.issued)

    def exported(self, pattern: str) -> list[Path]:
        return sorted(self.exports.glob(f"*/{pattern}"))


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    root = tmp_path_factory.mktemp("papers")
    write_estate(root)
    write_batches(root)
    _dress(root)
    with contextlib.chdir(root):
        for step in takewhile(_is_early, STORY):
            _call(step.today, step.arguments)
        _rewrite(root / "price_book.csv", lambda text: _replaced(text, SLIPS))
        _call(LATER, ("correct", "2026-07", "--estate", "now"))
        _call(LATER, ("issue", "2026-07"))
    return Papers(root)


def _is_early(step: Step) -> bool:
    return step.arguments != ("bill", "2026-08")


def _call(today: str, arguments: Sequence[str]) -> dict[str, Any]:
    given = ["--estate", ".", "--today", today, "--json", *arguments]
    done = CliRunner().invoke(main, given, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _dress(root: Path) -> None:
    """Every format, every export, a logo, and what e-invoices want to know besides."""
    (root / "logo.svg").write_text(LOGO)
    listed = {"formats": sorted(FORMATS), "exports": sorted(EXPORTS)}
    output = "\n".join(f"{name} = {json.dumps(names)}" for name, names in listed.items())
    wanted = {
        'formats = ["html", "csv", "json"]': output,
        'accent = "#0b6e6e"': 'accent = "#0b6e6e"\nlogo = "logo.svg"',
    }
    _rewrite(root / "settings.toml", lambda text: _replaced(text, wanted))
    path = root / "customers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for at, row in enumerate(rows):
        row["electronic_address"] = row["electronic_address"] or _numbered(at)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _numbered(at: int) -> str:
    """A GLN with its check digit."""
    digits = f"40123450{at:04}"
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"0088:{digits}{-weighed % 10}"


def _rewrite(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _replaced(text: str, wanted: dict[str, str]) -> str:
    for before, after in wanted.items():
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text
