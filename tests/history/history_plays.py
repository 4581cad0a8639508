"""Random small sets of looks, and a house in which they land in one order or another."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from desk_estate import MARCH, batch, small
from desk_spine import premises, settle, tell
from hypothesis import strategies as st
from oracle_files import LookRows, stamp
from oracle_looks import Event

from assets.premises import Premises
from sql import publish, stages

TODAY = date(2026, 4, 2)
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
SEQUENCED = {"observations": ("batch", "recorded_at")}  # in which batch a look came may differ
HISTORY = ("assignments", "users", "skus", "coverage", "persons", "sku_names", "covered_pieces")
Facts = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A look: hours since the first of March, and by user its department and assignments."""

    hour: int
    shown: dict[str, tuple[str, dict[str, tuple[str, int | None]]]]


def _holdings() -> st.SearchStrategy[dict[str, tuple[str, int | None]]]:
    """SKU to part number and the hour at which the directory says the assignment began."""
    began = st.none() | st.integers(0, 30 * 24)
    return st.dictionaries(
        st.sampled_from(["e3", "f1"]), st.tuples(st.sampled_from(["", "P", "Q"]), began), max_size=2
    )


def looks() -> st.SearchStrategy[list[Seen]]:
    """Two to four looks at different hours of March; never nobody, which the guard would hold."""
    user = st.tuples(st.sampled_from(["", "Lab"]), _holdings())
    shown = st.dictionaries(st.sampled_from("abc"), user, min_size=1, max_size=3)
    hours = st.lists(st.integers(0, 20 * 24), min_size=2, max_size=4, unique=True)
    return hours.flatmap(
        lambda h: st.tuples(*(st.builds(Seen, st.just(hour), shown) for hour in sorted(h)))
    ).map(list)


def rows_of(seen: Seen) -> LookRows:
    rows = LookRows("d1", FIRST + timedelta(hours=seen.hour))
    for user, (department, holdings) in seen.shown.items():
        rows.users.append({"user_id": user, "department": department, "immutable_id": user})
        for sku, (part, began) in holdings.items():
            at = "" if began is None else stamp(FIRST + timedelta(hours=began))
            row = {"user_id": user, "sku_id": sku, "sku_part_number": part, "assigned_at": at}
            rows.assignments.append(row)
    return rows


@dataclass(slots=True)
class Play:
    """An estate of its own under `root`; batches are numbered as they are written."""

    root: Path
    zone: str = "Europe/Berlin"
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def estate(self) -> Path:
        return self.root / "estate"

    def __post_init__(self) -> None:
        small(self.root, gap_days=4)
        settings = self.estate / "settings.toml"
        settings.write_text(settings.read_text().replace("= 0.30", "= 1.0"))
        extra = "sku,product_code\ne3,mail\nf1,\n"
        (self.estate / "skus.csv").write_text(extra)
        self.move(self.zone)

    def move(self, zone: str) -> None:
        """The customer lives in another time zone from now on."""
        text = f"customer_id,name,tax_rate,time_zone\nacme,Acme,19,{zone}\n"
        (self.estate / "customers.csv").write_text(text)

    def batch(self, seen: Sequence[Seen]) -> Event:
        folder = batch(self.root, f"b{next(self.numbers)}", *map(rows_of, seen))
        return ("import", [str(folder)])

    def run(self, *events: Event, today: date = TODAY) -> None:
        """One run on a day: what came lands, and history is brought up to date."""
        with premises(self.estate, today) as work:
            tell(work, events)
            stages.history(work.house, work.truths)

    def forget(self) -> None:
        (self.estate / "data" / "warehouse.duckdb").unlink()

    def facts(self, today: date = TODAY) -> Facts:
        """History as it was left, and the finance that follows, whole, with their rows in order."""
        with premises(self.estate, today) as work:
            settle(work, [MARCH])
            found = {f"history.{name}": _rows(work, f"history.{name}") for name in HISTORY}
        path = self.estate / "data" / "finance.duckdb"
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(f"attach '{path}' as f (read_only)")
            for name in publish.TABLES:
                without = ", ".join(SEQUENCED.get(name, ()))
                listed = f"* exclude ({without})" if without else "*"
                query = f"select {listed} from f.finance.{name} order by all"
                found[f"finance.{name}"] = connection.execute(query).fetchall()
        return found


def _rows(work: Premises, table: str) -> list[tuple[Any, ...]]:
    return work.house.rows(f"from {table} order by all")


@contextmanager
def stage(folder: Path) -> Iterator[Path]:
    """A folder that one example uses and leaves."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
