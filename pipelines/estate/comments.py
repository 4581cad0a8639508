"""Comments in the files of an estate: lines above the header of a CSV file that begin with `#`.

No column begins so: whatever was a file of an estate before there were comments reads the same.
Further down a `#` is text, since the first cell of a row may be a name.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import takewhile
from textwrap import wrap

from pipelines.estate.columns import Column, File
from pipelines.estate.wording import meaning, takes

SIGNS = ("#", '"#')  # a spreadsheet puts quotes around a cell with a comma
WIDTH = 96
# A comment is one cell of a spreadsheet, in whatever letters it takes the file for.
CELL = ((", ", " - "), ("…", "..."))


def without(text: str) -> str:
    """The text with the comments above its header blank, so that every line keeps its number."""
    if not text.lstrip().startswith(SIGNS):
        return text
    found = io.StringIO(text, newline="").readlines()
    many = sum(1 for _ in takewhile(_is_no_header, found))
    return "\n" * many + "".join(found[many:])


def _is_no_header(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith(SIGNS)


def above(file: File, notes: Iterable[str] = ()) -> Iterator[str]:
    """The comment lines of a CSV file: what a row is, notes, what each column takes."""
    must = "" if file.required else " The file may be absent."
    key = f" No two rows share {' and '.join(file.key)}." if file.key else ""
    for text in (f"{file.name}.csv: {file.doc}{key}{must}", *notes):
        yield from lines(_cell(text))
    yield "# Columns (* may not be blank):"
    wide = max(len(column.name) for column in file.columns) + 1
    for column in file.columns:
        name = f"{column.name}{'*' if column.required else ''}"
        yield _cell(f"#   {name:{wide}}  {_says(column)}")


def _says(column: Column) -> str:
    refers = f" of {column.refers}.csv" if column.refers else ""
    return f"{meaning(column)} [{takes(column, joint=' | ')}{refers}]"


def _cell(text: str) -> str:
    for before, after in CELL:
        text = text.replace(before, after)
    return text


def lines(text: str) -> Iterator[str]:
    """The text as comment lines."""
    yield from wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ")
