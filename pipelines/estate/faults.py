"""What is wrong with an estate: gathered whole, said once, in words an accountant can act on."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

SHOWN = 60  # characters of a value that a message repeats
COMPARED = 200  # characters of a name that are looked at for the nearest one


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong; line 0 means the file as a whole."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        where = f"{self.file} line {self.line}" if self.line else self.file
        return f"{where}: {self.text}"


class EstateFaults(Exception):
    """The estate cannot be used; `faults` lists every reason, by file and then by line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults: tuple[str, ...] = tuple(faults)
        super().__init__("\n".join(self.faults))


class Unfit(ValueError):
    """A value that its column or setting does not accept; the message says why."""


def shown(value: object) -> str:
    """The value in quotes, control characters escaped, cut: it may be hostile text."""
    text = str(value)
    quoted = repr(text[:SHOWN])
    quote, body = quoted[0], quoted[1:-1]
    if len(text) > SHOWN or len(body) > SHOWN:
        body = body[: SHOWN - 1] + "…"
    return f"{quote}{body}{quote}"


def choices(names: Iterable[str]) -> str:
    """`a, b or c`."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.0) -> str | None:
    """The known name most like this one, whatever its case; None where nothing is like it."""
    return most_like(name[:COMPARED].lower(), tuple(known), cutoff)


@lru_cache(maxsize=1024)  # one slip is often repeated down a whole column
def most_like(name: str, known: tuple[str, ...], cutoff: float) -> str | None:
    by_lower = {other.lower(): other for other in known}
    found = difflib.get_close_matches(name, by_lower, n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else None
