"""SKUs by the names under which Microsoft sells them, and what of them `skus.csv` does not list."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Listed = Mapping[str, object]  # skus.csv: SKU id or part number in lower case, to its product
NOBODYS = "unlicensed"
LONGEST = 200  # characters of a product's name; Microsoft's longest has 105


@dataclass(frozen=True, slots=True)
class Sku:
    """A SKU under a product name; one that nobody published is its own id, without part number."""

    sku_id: str
    part_number: str | None
    name: str

    def is_listed(self, listed: Listed) -> bool:
        return bool(_rows(self, listed))


@cache
def published() -> Mapping[str, tuple[Sku, ...]]:
    """What Microsoft publishes, by folded name. Fifteen names stand for two SKUs."""
    text = (files("pipelines") / "microsoft_skus.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[Sku, ...]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        sku = Sku(row["sku_id"], row["sku_part_number"], row["name"])
        key = folded(sku.name)
        found[key] = (*found.get(key, ()), sku)
    return found


def folded(name: str) -> str:
    """A name for comparing: whatever its case, its spaces and those around a plus."""
    return re.sub(r" ?\+ ?", "+", " ".join(name.split())).casefold()


def named(name: str, listed: Listed) -> Sku:
    """The SKU of a product name.

    A name of several SKUs is the one that skus.csv lists; where it lists none, or bills all that
    it lists alike, the first as published. Where they are billed differently nobody can say which
    one is meant: the name is its own SKU then, and skus.csv decides by a row for the name.
    """
    own = Sku(name, None, name)
    candidates = published().get(folded(name), (own,))
    known = [sku for sku in candidates if sku.is_listed(listed)]
    if len({_rows(sku, listed)[0] for sku in known}) > 1:
        return own
    return (known or list(candidates))[0]


def _rows(sku: Sku, listed: Listed) -> list[object]:
    """The products that skus.csv bills a SKU as; the row for the id comes first and wins."""
    keys = (sku.sku_id.lower(), (sku.part_number or sku.sku_id).lower())
    return [listed[key] for key in keys if key in listed]


def names(joined: str) -> list[str]:
    """Product names that were joined by `+`, or stand on lines of their own; each once, in order.

    Some names contain a plus. What Microsoft publishes is found whole, the longest first; an
    unknown name goes on over a plus between spaces, as names are written and joints are not.
    """
    found = [name for line in joined.splitlines() for name in _parted(line.split("+"))]
    return list(dict.fromkeys(name for name in found if name and name.casefold() != NOBODYS))


def _parted(pieces: Sequence[str]) -> Iterator[str]:
    place = 0
    while place < len(pieces):
        end = _known_end(pieces, place) or _unknown_end(pieces, place)
        yield " ".join("+".join(pieces[place:end]).split())
        place = end


@cache
def _most_pieces() -> int:
    return max(key.count("+") for key in published()) + 1


def _known_end(pieces: Sequence[str], start: int) -> int:
    """Where the longest published name ends that begins here; 0 where none does."""
    for end in range(min(len(pieces), start + _most_pieces()), start, -1):
        if folded("+".join(pieces[start:end])) in published():
            return end
    return 0


def _unknown_end(pieces: Sequence[str], start: int) -> int:
    end = start + 1
    while end < len(pieces) and not _known_end(pieces, end):
        before, after = pieces[end - 1], pieces[end]
        if not (before.endswith(" ") and after.startswith(" ")):
            break
        end += 1
    return end


def is_name(name: str) -> bool:
    """Whether skus.csv can list it, a terminal show it and a spreadsheet take it for text."""
    return len(name) <= LONGEST and name.isprintable() and name[0] not in "=-@＝－＠＋"


def unlisted(skus: Iterable[Sku], listed: Listed) -> list[Sku]:
    """Those that skus.csv does not list, by name; names alike but for their case are one row."""
    missing = [sku for sku in skus if not sku.is_listed(listed)]
    by_id = {sku.sku_id.lower(): sku for sku in sorted(missing, key=_order, reverse=True)}
    return sorted(by_id.values(), key=_order)


def _order(sku: Sku) -> tuple[str, str]:
    return sku.name.casefold(), sku.sku_id


def rows(skus: Iterable[Sku], columns: Collection[str]) -> Iterator[str]:
    """Lines for skus.csv under its own header; the product is for a person to fill in."""
    for sku in skus:
        cells = {"sku": sku.sku_id, "reason": sku.name}
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow([cells.get(name, "") for name in columns])
        yield line.getvalue()
