"""Scenarios: an estate, what happened on which day, and the documents that must come of it.

    scenario: one plain sentence
    why: the rule it shows
    estate:                      # beside acme, its directory d1, and mail at 30.00 a month
      customers: [{…}]           # rows by file; settings are lines of [billing]
    steps:
      - 2026-04-01 look of 2026-03-01 shows A mail, B mail    # who holds what; all that was there
      - 2026-04-01 issue 2026-03
      - estate: {price_book: [{…}]}                       # from here on; files not named stay
      - documents: |             # all there are; a draft has no number, but -
          number           kind     period   net
          INV-2026-000001  invoice  2026-03  60.00
        lines: |                 # all lines of the documents named; an amount is the sum it is
          number           for  days  amount
          INV-2026-000001  A    31    30.00

`days:` is what each person's days were billed in all, by period: invoiced less credited.

Other steps: `bill`, `approve` and `correct` (of a period; `correct PERIOD under the estate now`),
`look of DAY in DIRECTORY shows …`, `release DAY, accept` or `discard`, `cover DAY to DAY, empty` or
`carry`, `lose the warehouse`, `issue PERIOD, and die after N documents`. `told:` lists what the
step before said, `says:` lines that it said among others.

A story is played on the stages themselves, or, where it says `through: the command line`, by typing
each verb; then it may also `check` and `explain NUMBER`, and what is told is what stderr has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rule_cases import Text

FOLDER = Path(__file__).parent
KEYS = {"scenario", "why", "through", "estate", "steps"}
COMMANDED = "the command line"
Step = str | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story of one estate."""

    name: str
    estate: Mapping[str, Any]
    steps: list[Step]
    is_commanded: bool

    def __str__(self) -> str:
        return self.name


def scenarios() -> list[Scenario]:
    return [read(path) for path in sorted(FOLDER.glob("*.yml"))]


def read(path: Path) -> Scenario:
    """A file; a key that it does not know is a KeyError that names it."""
    told = yaml.load(path.read_text(encoding="utf-8"), Text)
    if strange := set(told) - KEYS:
        raise KeyError(f"{path}: unknown key {sorted(strange)}")
    through = told.get("through")
    if through not in (None, COMMANDED):
        raise KeyError(f"{path}: a scenario is played through {COMMANDED!r}, or on the stages")
    return Scenario(path.stem, told.get("estate", {}), told["steps"], through == COMMANDED)


def rows(table: str) -> list[dict[str, str]]:
    """A table whose columns stand two blanks apart; what follows # is a remark."""
    lines = [line.split(" #")[0].rstrip() for line in table.splitlines()]
    head, *body = [re.split(r" {2,}", line.strip()) for line in lines if line.strip()]
    return [dict(zip(head, cells, strict=True)) for cells in body]
