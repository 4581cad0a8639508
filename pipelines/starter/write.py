"""Writes the estate that `init` makes: every file with comments from what the schema declares."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from pipelines.estate import comments
from pipelines.estate.columns import Column, File
from pipelines.estate.schema import FILES
from pipelines.estate.settings_schema import CONNECTIONS, TABLES
from pipelines.estate.wording import meaning, takes
from pipelines.starter.examples import NAMES, OUT, ROWS, SETTINGS
from pipelines.starter.notes import NOTES

TOP = (
    "settings.toml: who invoices, and what holds for all customers.",
    "Every key is here. One behind a # is out of use: take the # away to set it.",
)
SIGN_IN = (
    "How to sign in to directories that are read live. Secrets are never in this file: a key that "
    "ends in _env names the environment variable that holds one."
)


def write(folder: Path) -> list[str]:
    """The names of the files written; FileExistsError where the folder holds anything."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    texts = {"settings.toml": settings()}
    texts |= {f"{file.name}.csv": table(file, ROWS[file.name]) for file in FILES.values()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def table(file: File, rows: Iterable[Mapping[str, str]]) -> str:
    """A CSV file: comments, a header of all columns, rows."""
    text = io.StringIO()
    text.writelines(f"{line}\n" for line in comments.above(file, NOTES[file.name]))
    columns = [column.name for column in file.columns]
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def settings() -> str:
    return "\n".join(_settings()) + "\n"


def _settings() -> Iterator[str]:
    yield from (f"# {line}" for line in TOP)
    for name, keys in TABLES.items():
        yield from ("", f"[{name}]")
        for key in keys:
            yield from _key(key, SETTINGS.get(name, {}).get(key.name, key.default))
    yield ""
    yield from comments.lines(SIGN_IN)
    for kind, keys in CONNECTIONS.items():
        yield from ("", f"#[connections.{NAMES[kind]}]", f'#kind = "{kind}"')
        for key in keys:
            yield from _key(key, None)


def _key(key: Column, value: object) -> Iterator[str]:
    """What a key means, and the key; out of use where only the reader has a value for it."""
    must = " May not be blank." if key.required else ""
    yield from comments.lines(f"{meaning(key)}{must} [{takes(key)}]")
    if value is not None:
        yield f"{key.name} = {_toml(value)}"
    else:
        yield f"#{key.name} = {_toml(key.default or OUT[key.name])}"


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    # A text in JSON is a text in TOML.
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
