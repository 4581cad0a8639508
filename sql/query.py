"""One .sql file: its text, its parameters, the tables it reads, and the contract beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import yaml

ROOM = Path(__file__).parent
STAGES = ("reference", "landing", "snapshot", "history", "ledger", "billing", "finance")

Write = Literal[
    "replace", "scratch", "append", "numbered", "days", "replay", "periods", "touched", "view"
]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must hold: a Great Expectations name and arguments over a narrow look.

    `look` is a SELECT of the rows to judge; without one, the distinct values of the named column.
    """

    name: str
    arguments: Mapping[str, Any]
    look: str | None


@dataclass(frozen=True, slots=True)
class Contract:
    """What a table promises: what one row is, its key, a sentence per column, expectations.

    `write` says how a run brings its rows in: the whole table anew (`replace`), or anew and kept
    in memory for as long as the warehouse is open (`scratch`), what is not there yet (`append`,
    `numbered` with the next numbers in the first column), the changed days (`days`), spans
    replayed from a day (`replay`), the periods asked for (`periods`), the customers' periods that
    documents arrived for (`touched`), or none: it is read where it is wanted (`view`).
    """

    row: str
    grain: tuple[str, ...]
    columns: Mapping[str, str]
    write: Write = "replace"
    expectations: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT and the table of its name: `sql/<stage>/<name>.sql` makes `<stage>.<name>`."""

    stage: str
    name: str
    text: str
    contract: Contract
    parameters: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", frozenset(re.findall(r"\$([a-z_]+)", self.text)))

    @property
    def table(self) -> str:
        return f"{self.stage}.{self.name}"

    @property
    def is_by_period(self) -> bool:
        """Whether rows of other periods than a run is asked for stay."""
        return self.contract.write == "periods"

    @property
    def is_by_number(self) -> bool:
        """Whether rows name a customer's period by its number alone."""
        return "bill_no" in self.contract.columns and "period" not in self.contract.columns

    def upstreams(self) -> tuple[str, ...]:
        """Tables read, as `stage.name`, in order of name; read from the SQL, never declared."""
        return tuple(sorted(_tables_in(self.text) - {self.table}))


@cache
def _tables_in(text: str) -> frozenset[str]:
    import sqlglot
    from sqlglot import exp

    tables = sqlglot.parse_one(text, dialect="duckdb").find_all(exp.Table)
    return frozenset(f"{t.db}.{t.name}" for t in tables if t.db in STAGES)


def read_contract(path: Path) -> Contract:
    """The contract in a .yml file; a key it does not know is a KeyError that names the file."""
    known = yaml.safe_load(path.read_text())
    strange = set(known) - {"row", "grain", "columns", "write", "expectations"}
    if strange:
        raise KeyError(f"{path.name}: unknown key {sorted(strange)}")
    return Contract(
        row=known["row"],
        grain=tuple(known["grain"]),
        columns=known["columns"],
        write=known.get("write", "replace"),
        expectations=tuple(map(_expectation, known.get("expectations", ()))),
    )


def _expectation(entry: Mapping[str, Any]) -> Expectation:
    ((name, arguments),) = ((k, v) for k, v in entry.items() if k != "look")
    return Expectation(name, arguments or {}, entry.get("look"))


@cache
def load(stage: str, name: str) -> Query:
    """The query of `sql/<stage>/<name>.sql` with its contract."""
    path = ROOM / stage / f"{name}.sql"
    return Query(stage, name, path.read_text(), read_contract(path.with_suffix(".yml")))


def in_memory(made: Query) -> list[str]:
    """Tables that a view shows, or one is, which stand only as long as the run that made them."""
    if made.contract.write != "view":
        return [made.table] if made.contract.write == "scratch" else []
    shown = (table for table in made.upstreams() if table.startswith("billing."))
    return [one for table in shown for one in in_memory(load(*table.split(".")))]


@cache
def text(path: str) -> str:
    """A statement that makes no table, such as a macro or a question to the warehouse."""
    return (ROOM / path).read_text()


@cache
def fingerprint() -> str:
    """Hash of all SQL: a warehouse built by other SQL is rebuilt rather than believed."""
    files = sorted(ROOM.rglob("*.sql")) + sorted(ROOM.rglob("*.py"))
    return sha256(b"\0".join(f.read_bytes() for f in files)).hexdigest()
