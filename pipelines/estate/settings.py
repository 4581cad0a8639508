"""From `settings.toml` to Settings, and everything that is wrong with it."""

import re
import tomllib
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.estate.connections import read_connections
from pipelines.estate.faults import Fault, choices, nearest, shown
from pipelines.estate.model import Billing, Output, Pace, Seller, Settings
from pipelines.estate.records import decode
from pipelines.estate.setting_tables import Problem, Values, read_table
from pipelines.estate.settings_schema import EXPORTS, TABLES
from pipelines.estate.toml_lines import line_of

FILE = "settings.toml"


def read_settings(
    data: bytes | None, root: Path, formats: Collection[str]
) -> tuple[Settings | None, list[Fault]]:
    """None where there is no TOML; else what could be read, with None for a value at fault."""
    if data is None:
        return None, []
    text, faults = decode(FILE, data)
    if faults:
        return None, faults
    try:
        raw = tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except (ValueError, RecursionError) as wrong:
        # Not only TOMLDecodeError: also a number of 5,000 digits, and lists within lists.
        return None, [not_toml(str(wrong), text)]
    settings, problems = understand(raw, root, formats)
    return settings, [Fault(FILE, line_of(text, path), said) for path, said in problems]


def not_toml(reason: str, text: str) -> Fault:
    """tomllib ends its message with the place, or says that it is the end of the text."""
    found = re.search(r" \(at line (\d+), column (\d+)\)$", reason)
    line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
    said = re.split(r" \(at | while ", reason)[0]
    column = f" (column {found[2]})" if found else ""
    return Fault(FILE, line, f"not TOML: {said[:1].lower()}{said[1:]}{column}")


def understand(
    raw: dict[str, Any], root: Path, formats: Collection[str]
) -> tuple[Settings, list[Problem]]:
    problems = list(unknown_tables(raw))
    values: dict[str, Values] = {}
    for name, columns in TABLES.items():
        values[name], wrong = read_table((name,), columns, raw.get(name, {}))
        problems += wrong
    connections, wrong = read_connections(raw.get("connections", {}), root)
    problems += wrong
    problems += missing_logo(values["seller"], root)
    # The default formats are ours to provide; only what the user asks for can be unknown.
    asked = raw["output"] if isinstance(raw.get("output"), dict) else {}
    if "formats" in asked:
        problems += unknown_names("formats", values["output"], formats)
    problems += unknown_names("exports", values["output"], EXPORTS)
    settings = Settings(
        seller(values["seller"], root),
        Billing(**values["billing"]),
        output(values["output"], root),
        Pace(**values["observe"]),
        connections,
    )
    return settings, problems


def unknown_tables(raw: dict[str, Any]) -> Iterator[Problem]:
    known = (*TABLES, "connections")
    for name in raw:
        if name not in known:
            what = "table" if isinstance(raw[name], dict) else "key outside a table"
            yield (name,), f"unknown {what} {shown(name)} (nearest: [{nearest(name, known)}])"


def missing_logo(values: Values, root: Path) -> Iterator[Problem]:
    if values["logo"] and not (root / values["logo"]).is_file():
        yield ("seller", "logo"), f"logo {shown(values['logo'])} is not a file of the estate folder"


def unknown_names(key: str, values: Values, known: Collection[str]) -> Iterator[Problem]:
    for name in values[key] or ():
        if name not in known:
            text = f"unknown {key[:-1]} {shown(name)} (use {choices(sorted(known))})"
            yield ("output", key), text


def output(values: Values, root: Path) -> Output:
    data = root / (values["data"] or "")
    return Output(data, values["formats"] or (), values["exports"] or ())


def seller(values: Values, root: Path) -> Seller:
    texts = {name: value or "" for name, value in values.items() if name != "logo"}
    return Seller(**texts, logo=root / values["logo"] if values["logo"] else None)
