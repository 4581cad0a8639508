"""From a value of TOML to a setting; kinds that files have too are read as the files are."""

import re
import string
from collections.abc import Callable, Mapping
from decimal import Decimal

from pipelines.estate.columns import Column
from pipelines.estate.faults import Unfit, shown
from pipelines.estate.values import KINDS, number, plain

TYPES: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "whole": (int, "a whole number"),
    "share": ((int, Decimal), "a number"),
    "flag": (bool, "true or false"),
    "names": (list, "a list of texts"),
}
TEXT: tuple[type, str] = (str, "a text in quotes")


def setting(column: Column, raw: object) -> object:
    """The value; Unfit where its type or the value itself does not do."""
    kind, wanted = TYPES.get(column.kind, TEXT)
    # In Python true is a whole number too; in a setting it is a slip.
    fits = isinstance(raw, kind) and isinstance(raw, bool) == (column.kind == "flag")
    if not fits:
        # A secret in the wrong place is not repeated.
        given = "" if column.kind == "env" else f", not {as_given(raw)}"
        raise Unfit(f"{column.name} must be {wanted}{given}")
    if column.kind == "flag":
        return raw
    if column.kind == "names":
        return names(raw, column)
    value = str(raw).strip()
    if not value and column.required:
        raise Unfit(f"{column.name} is blank")
    return read(value, column) if value else column.default


def as_given(raw: object) -> str:
    """A text in quotes, all else without, as it stands in the file."""
    if isinstance(raw, str):
        return shown(raw)
    return shown(str(raw).lower() if isinstance(raw, bool) else raw)[1:-1]


def read(value: str, column: Column) -> object:
    reader = READERS.get(column.kind)
    return reader(value, column) if reader else KINDS[column.kind].read(value, column)


def names(raw: object, column: Column) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(name, str) for name in raw):
        raise Unfit(f"{column.name} must be a list of texts, not {as_given(raw)}")
    return tuple(dict.fromkeys(name.strip().lower() for name in raw))


def env(value: str, column: Column) -> str:
    # What is no name is likely to be the secret itself, so it is never repeated.
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        rule = "letters, digits and '_'; the value given is not shown"
        raise Unfit(f"{column.name} is not the name of an environment variable ({rule})")
    return value


def colour(value: str, column: Column) -> str:
    if not re.fullmatch(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", value):
        raise Unfit(f"{column.name} {shown(value)} is not a colour (use one such as #0a5)")
    return value


def numbering(value: str, column: Column) -> str:
    """A pattern of {year} and {seq}; Unfit also where a number could not name a file."""
    named = f"{column.name} {shown(value)}"
    try:
        parts = list(string.Formatter().parse(plain(value, column)))
    except ValueError as wrong:
        raise Unfit(f"{named} has a brace without its other") from wrong
    for literal, field, spec, conversion in parts:
        if re.search(r'[/\\:*?"<>|]', literal):
            raise Unfit(f'{named} cannot name a file (leave out / \\ : * ? " < > |)')
        if field not in (None, "year", "seq"):
            raise Unfit(f"{named} has an unknown field {shown(field)} (use {{year}} or {{seq}})")
        if conversion or not re.fullmatch(r"(0?[1-9][0-9]?)?", spec or ""):
            raise Unfit(f"{named} has an unknown form of {field} (use {{seq}} or {{seq:06}})")
    if "seq" not in [field for _, field, _, _ in parts]:
        raise Unfit(f"{named} has no {{seq}} (two documents would share a number)")
    return value


READERS: Mapping[str, Callable[[str, Column], object]] = {
    "share": number(6, 12),
    "path": plain,
    "env": env,
    "colour": colour,
    "numbering": numbering,
}
