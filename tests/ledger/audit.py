"""The books read as an auditor would, from the files of the ledger alone: json and hashlib."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import floor
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
Group = tuple[str, str, str]  # customer, period, product
Key = tuple[str, str, str, str, str | None, Fraction | None]  # group, kind, person, unit price
DIGITS = {"JPY": 0, "BHD": 3}


@dataclass(frozen=True, slots=True)
class Books:
    """Every document of a ledger in the order in which it was issued."""

    folder: Path

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("[0-9]*.json"))}

    def entries(self) -> list[Entry]:
        return [json.loads(content) for content in self.files().values()]

    def check(self) -> None:
        """Chain, numbers and sums: what must hold of every ledger whatever was done before."""
        check_chain(self.files())
        entries = self.entries()
        check_numbers(entries)
        for entry in entries:
            check_sums(entry)

    def lines(self) -> list[tuple[Entry, Entry]]:
        return [(entry, line) for entry in self.entries() for line in entry["lines"]]

    def invoiced(self) -> dict[Group, int]:
        """What was invoiced for each group so far, adjustments apart, in minor units."""
        found: dict[Group, int] = defaultdict(int)
        for entry, line in self.lines():
            if line["kind"] != "adjustment":
                found[group_of(entry, line)] += delta(line)
        return dict(found)

    def last_due(self) -> dict[Key, Fraction]:
        """What was due for each key, exact, when it was last invoiced."""
        return {key_of(entry, line): exact(line) for entry, line in self.lines()}


def check_chain(files: dict[str, bytes]) -> None:
    previous = ""
    for place, (name, content) in enumerate(files.items(), start=1):
        entry = json.loads(content)
        assert (entry["sequence"], entry["previous"]) == (place, previous), name
        assert name == f"{place:08}-{entry['document_id']}.json"
        previous = sha256(content).hexdigest()


def check_numbers(entries: list[Entry]) -> None:
    """No number is given twice or left out; each document stands once."""
    taken: dict[tuple[str, int], list[int]] = defaultdict(list)
    for entry in entries:
        taken[entry["series"], entry["year"]].append(entry["seq"])
    for series, numbers in taken.items():
        assert numbers == list(range(1, len(numbers) + 1)), series
    for name in ("number", "document_id"):
        assert len({entry[name] for entry in entries}) == len(entries), name


def check_sums(entry: Entry) -> None:
    """A document adds up from its lines, its taxes from their nets, and its signs agree."""
    turned = -1 if entry["kind"] == "credit_note" else 1
    nets: dict[tuple[str, str], int] = defaultdict(int)
    for line in entry["lines"]:
        nets[line["tax_category"], line["tax_rate"]] += line["amount_minor"]
        assert line["amount_minor"] == turned * delta(line), entry["number"]
    taxes = {(tax["tax_category"], tax["tax_rate"]): tax for tax in entry["taxes"]}
    assert {rate: tax["net_minor"] for rate, tax in taxes.items()} == nets, entry["number"]
    for (_, rate), tax in taxes.items():
        assert tax["tax_minor"] == half_away(Fraction(rate) * tax["net_minor"] / 100)
    assert entry["net_minor"] == sum(nets.values())
    assert entry["tax_minor"] == sum(tax["tax_minor"] for tax in taxes.values())
    assert entry["gross_minor"] == entry["net_minor"] + entry["tax_minor"]
    assert entry["net_minor"] >= 0
    assert any(line["amount_minor"] for line in entry["lines"]), entry["number"]
    assert [line["line_no"] for line in entry["lines"]] == [
        place for place, _ in enumerate(entry["lines"], start=1)
    ]


def delta(line: Entry) -> int:
    """What a line added to what was invoiced, in minor units."""
    return int(line["delta_minor"])


def exact(line: Entry) -> Fraction:
    return Fraction(int(line["exact_numerator"]), int(line["exact_denominator"]))


def group_of(entry: Entry, line: Entry) -> Group:
    return entry["customer_id"], line["line_period"], line["product_code"] or ""


def key_of(entry: Entry, line: Entry) -> Key:
    price = None if line["unit_price"] is None else Fraction(line["unit_price"])
    return *group_of(entry, line), line["kind"], line["person_id"], price


def half_away(value: Fraction) -> int:
    rounded = floor(abs(value) + Fraction(1, 2))
    return rounded if value >= 0 else -rounded
