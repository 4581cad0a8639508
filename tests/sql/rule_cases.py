"""The YAML files of rule cases. A file is a list; its cases state what one .sql file does.

    - always:                     # rows that every case of the file begins with
        billing.asked: [{period: 2026-03, …}]
    - case: own rows win over list rows, day by day
      given:                      # rows by table; a column that is not named is null
        reference.rates: [{…}]
      derive: [reference.terms]   # tables made by their own SQL of what is given, in this order
      with: {customer_id: c1}     # parameters, beside the usual ones
      expect:                     # the rows there are, in any order, by the columns named here
        - {product_code: m365, mask: days 1-17}

A case of a replayed table may go on with `then`: tables as they are when it runs again.
A case of a macro has `macro`, and `expect` maps its arguments to what comes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
Rows = Sequence[Mapping[str, Any]]
Tables = Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class Case:
    """One rule: what is given, and what must come of it. `subject` is `billing/dues`."""

    subject: str
    sentence: str
    given: Tables
    derive: Sequence[str]
    parameters: Mapping[str, Any]
    then: Tables
    expect: Any
    macro: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.sentence}"


class Text(yaml.SafeLoader):
    """YAML without floats: 12.30 stays the text it is, and so exact."""


Text.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":float")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
KEYS = {"case", "given", "derive", "with", "then", "expect", "macro"}


def cases() -> list[Case]:
    """Every case of every file, by path and then by place in the file."""
    files = sorted(FOLDER.rglob("*.yml"))
    return [case for path in files for case in read(path)]


def read(path: Path) -> Iterator[Case]:
    """The cases of one file; a key that it does not know is a KeyError that names the file."""
    subject = path.relative_to(FOLDER).with_suffix("").as_posix()
    always: Tables = {}
    for entry in yaml.load(path.read_text(encoding="utf-8"), Text):
        if set(entry) == {"always"}:
            always = entry["always"]
            continue
        if strange := set(entry) - KEYS:
            raise KeyError(f"{path}: unknown key {sorted(strange)}")
        yield Case(
            subject=subject,
            sentence=re.sub(r"\s+", " ", entry["case"]),
            given={**always, **entry.get("given", {})},
            derive=entry.get("derive", ()),
            parameters=entry.get("with", {}),
            then=entry.get("then", {}),
            expect=entry["expect"],
            macro=entry.get("macro", ""),
        )
