"""Plays a scenario's steps, and says what documents there are, in its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

from audit import Books, half_away
from clerk import Clerk
from commanded import Commanded
from oracle_files import LookRows, write_batch, write_estate_tables, write_settings
from rule_values import total
from scenario_files import Scenario, rows

Row = dict[str, Any]
SOLD = {"mail": "30.00"}
ALWAYS: Mapping[str, list[Row]] = {
    "customers": [{"customer_id": "acme"}],
    "directories": [{"directory_id": "d1", "customer_id": "acme"}],
    "products": [{"product_code": "mail"}],
    "skus": [{"sku": "mail", "product_code": "mail"}],
    "price_book": [{"product_code": "mail", "unit_price": "30.00"}],
}
# What a row has that does not say it.
BLANKS: Mapping[str, Callable[[Row], Row]] = {
    "customers": lambda row: {"name": row["customer_id"].title(), "tax_rate": "19"},
    "directories": lambda row: {"kind": "recorded"},
    "products": lambda row: {"name": row["product_code"].title(), "kind": "sku"},
    "price_book": lambda row: {"valid_from": "2020-01-01", "currency": "EUR"},
    "exclusions": lambda row: {"reason": "as agreed"},
}


@dataclass(slots=True)
class Play:
    """An estate in a folder of its own, and what was told by the last step."""

    root: Path
    tables: dict[str, list[Row]]
    settings: dict[str, str]
    clerk: Clerk | Commanded
    told: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=count)

    @property
    def books(self) -> Books:
        return Books(self.clerk.data / "ledger")

    def write(self, changes: Mapping[str, Any]) -> None:
        """The estate from now on; files that `changes` does not name stay as they are."""
        self.settings |= {k: str(v) for k, v in changes.get("settings", {}).items()}
        for name in changes.keys() - {"settings"}:
            self.tables[name] = changes[name]
        write_settings(self.clerk.estate, gap_days=400)
        path = self.clerk.estate / "settings.toml"
        said = "".join(f"{name} = {value}\n" for name, value in self.settings.items())
        path.write_text(path.read_text().replace("[billing]\n", f"[billing]\n{said}"))
        blank: Callable[[Row], Row] = lambda row: {}  # noqa: E731
        written = {
            name: [{**BLANKS.get(name, blank)(row), **row} for row in found]
            for name, found in self.tables.items()
        }
        write_estate_tables(self.clerk.estate, written)

    def take(self, step: str) -> None:
        """One dated step; a sentence that none of STEPS reads is a KeyError."""
        day, _, sentence = step.partition(" ")
        self.clerk.today = date.fromisoformat(day)
        for pattern, verb in STEPS.items():
            if found := re.fullmatch(pattern, sentence):
                self.told = verb(self, *found.groups()) or []
                return
        raise KeyError(f"{step!r} is no step (see scenario_files.py)")

    def documents(self) -> list[Row]:
        return [_written(row) for row in self.clerk.shown("documents")]

    def lines(self) -> list[Row]:
        shown = {row["document_id"]: row["number"] for row in self.clerk.shown("documents")}
        found = [{**row, "number": shown[row["document_id"]]} for row in self.clerk.shown("lines")]
        return [_written({**row, "for": row["display_name"] or row["kind"]}) for row in found]

    def days(self) -> list[Row]:
        """Days billed to each person for each period, whatever the documents, those credited
        taken off."""
        kinds = {row["document_id"]: row["kind"] for row in self.clerk.shown("documents")}
        found: dict[tuple[str, str], int] = {}
        for row in self.clerk.shown("lines"):
            if row["kind"] == "person":
                sign = -1 if kinds[row["document_id"]] == "credit_note" else 1
                key = f"{row['period_start']:%Y-%m}", row["display_name"]
                found[key] = found.get(key, 0) + sign * row["days"]
        return [{"period": p, "for": who, "days": str(n)} for (p, who), n in found.items()]


def begin(root: Path, scenario: Scenario) -> Play:
    clerk = (Commanded if scenario.is_commanded else Clerk)(root / "estate", date.min)
    play = Play(root, {k: list(v) for k, v in ALWAYS.items()}, {}, clerk)
    play.write(scenario.estate)
    return play


def _written(row: Row) -> Row:
    """A row as a table has it: a dash where there is nothing, money to the cent."""
    return {
        name: "-" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
        for name, value in row.items()
    }


def differences(found: list[Row], table: str, by: str) -> tuple[list[Row], list[Row]]:
    """What there is and what a table wants, by its columns, of the documents that it names."""
    wanted = rows(table)
    named = {row[by] for row in wanted}
    there = [{name: row[name] for name in wanted[0]} for row in found if row[by] in named]
    return sorted(map(_valued, there), key=repr), sorted(map(_valued, wanted), key=repr)


def _valued(row: Row) -> Row:
    """Money as cents: a sum is rounded half away from zero."""
    money = {"amount", "net", "tax", "gross"}
    return {
        name: half_away(Fraction(total(value)) * 100) if name in money else value
        for name, value in row.items()
    }


def _look(play: Play, day: str, directory_id: str | None, shown: str) -> None:
    at = datetime.combine(date.fromisoformat(day), time(9), UTC)
    look = LookRows(directory_id or "d1", at)
    for said in shown.split(", ") if shown != "nobody" else ():
        user, *skus = said.split(" ")
        look.users.append({"user_id": user.lower(), "display_name": user})
        look.assignments += [{"user_id": user.lower(), "sku_id": sku} for sku in skus]
    folder = write_batch(play.root / f"batch-{next(play.numbers)}", [look])
    play.clerk.tell(("import", [str(folder)]))


def _release(play: Play, day: str, decision: str) -> None:
    at = datetime.combine(date.fromisoformat(day), time(9), UTC)
    play.clerk.tell(("release", "d1", at, decision))


def _cover(play: Play, first: str, end: str, decision: str) -> None:
    play.clerk.tell(("cover", "d1", first, end, decision))


def _correct(play: Play, period: str, is_now: str | None) -> list[str]:
    return play.clerk.correct(period, is_now=bool(is_now))


def _die(play: Play, period: str, documents: str) -> None:
    """What a run leaves that dies: the files it wrote so far, and a warehouse that knows less."""
    before = set(play.books.files())
    play.clerk.issue(period)
    for name in sorted(set(play.books.files()) - before)[int(documents) :]:
        (play.books.folder / name).unlink()
    play.clerk.forget()


DAY, PERIOD = r"(\d{4}-\d\d-\d\d)", r"(\d{4}-\d\d)"
STEPS: Mapping[str, Callable[..., list[str] | None]] = {
    rf"look of {DAY}(?: in (\w+))? shows (.+)": _look,
    rf"bill {PERIOD}": lambda play, period: play.clerk.bill(period),
    rf"approve {PERIOD}": lambda play, period: play.clerk.approve(period),
    rf"issue {PERIOD}": lambda play, period: play.clerk.issue(period),
    rf"issue {PERIOD}, and die after (\d) documents?": _die,
    rf"correct {PERIOD}( under the estate now)?": _correct,
    rf"release {DAY}, (accept|discard)": _release,
    rf"cover {DAY} to {DAY}, (empty|carry)": _cover,
    r"explain (\S+)": lambda play, number: play.clerk.explain(number),
    "check": lambda play: play.clerk.check(),
    "lose the warehouse": lambda play: play.clerk.forget(),
}
