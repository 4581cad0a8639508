"""From a table of TOML to values by key, and everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipelines.estate.columns import Column
from pipelines.estate.faults import Unfit, nearest, shown
from pipelines.estate.setting_values import setting

# Where in the file, and what is wrong there.
Problem = tuple[tuple[str, ...], str]
Values = dict[str, Any]


def read_table(
    path: tuple[str, ...], columns: Iterable[Column], raw: object
) -> tuple[Values, list[Problem]]:
    """Every declared key; one at fault is None, so that reading can go on."""
    declared = {column.name: column for column in columns}
    values: Values = dict.fromkeys(declared)
    if not isinstance(raw, dict):
        # What stands there is not repeated: it may be a password in the wrong place.
        return values, [(path, f"{where(path)} must be a table")]
    problems = [((*path, key), text) for key, text in unknown_keys(path, declared, raw)]
    for name, column in declared.items():
        try:
            values[name] = value(path, column, raw)
        except Unfit as wrong:
            problems.append(((*path, name), str(wrong)))
    return values, problems


def value(path: tuple[str, ...], column: Column, raw: Mapping[str, object]) -> object:
    if column.name in raw:
        return setting(column, raw[column.name])
    if column.required:
        raise Unfit(f"{column.name} is missing in {where(path)}")
    return column.default


def unknown_keys(
    path: tuple[str, ...], declared: Mapping[str, Column], raw: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    # Its value is not repeated: a key that is not known may well be a password.
    for key in raw:
        if key not in declared:
            like = nearest(key, declared)
            yield key, f"unknown key {shown(key)} in {where(path)} (nearest: {like})"


def where(path: tuple[str, ...]) -> str:
    """The table as the file names it; a name may be hostile, ours never are."""
    return f"[{'.'.join(path)}]" if len(path) == 1 else f"[{path[0]}] {shown(path[1])}"
