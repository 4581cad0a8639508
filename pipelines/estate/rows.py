"""From the records of a file to rows of values, by what the schema declares of its columns."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.estate import comments
from pipelines.estate.columns import Column, File
from pipelines.estate.faults import Fault, Unfit, nearest, shown
from pipelines.estate.records import Record, decode, split
from pipelines.estate.values import KINDS


@dataclass(frozen=True, slots=True)
class Row:
    """A row; a cell that is at fault is left out, so that no rule judges it a second time."""

    line: int
    cells: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What could be read of one file; not `whole` where rows or the key are missing."""

    file: File
    rows: tuple[Row, ...] = ()
    whole: bool = True

    @property
    def path(self) -> str:
        return f"{self.file.name}.csv"

    def sound(self, *columns: str) -> Iterator[Row]:
        """The rows of which all these cells could be read."""
        return (row for row in self.rows if all(column in row.cells for column in columns))

    def fault(self, row: Row, text: str) -> Fault:
        return Fault(self.path, row.line, text)


def read_sheet(file: File, data: bytes) -> tuple[Sheet, list[Fault]]:
    path = f"{file.name}.csv"
    text, faults = decode(path, data)
    records, broken = split(path, comments.without(text))
    faults += broken
    if not records:
        return Sheet(file, whole=False), faults or [no_header(file)]
    (_, header), *body = records
    fitting = [(line, fields) for line, fields in body if len(fields) == len(header)]
    rows, cell_faults = read_rows(file, header, fitting)
    faults += header_faults(file, header) + field_faults(path, header, body) + cell_faults
    whole = not broken and len(fitting) == len(body) and set(file.key) <= set(header)
    return Sheet(file, rows, whole=whole), faults


def no_header(file: File) -> Fault:
    names = ", ".join(column.name for column in file.columns)
    return Fault(f"{file.name}.csv", 0, f"no header (the first line names the columns: {names})")


def header_faults(file: File, header: list[str]) -> list[Fault]:
    path, names = f"{file.name}.csv", [column.name for column in file.columns]
    if len(header) == 1 and ";" in header[0]:
        return [Fault(path, 0, "columns are separated by ';' (use commas)")]
    twice = sorted({name for name in header if header.count(name) > 1}, key=header.index)
    unknown = [name for name in dict.fromkeys(header) if name not in names]
    missing = [c.name for c in file.columns if c.required and c.name not in header]
    return [
        *(Fault(path, 0, f"column {shown(name)} occurs more than once") for name in twice),
        *(Fault(path, 0, unknown_column(name, names)) for name in unknown),
        *(Fault(path, 0, f"column '{name}' is missing") for name in missing),
    ]


def unknown_column(name: str, names: list[str]) -> str:
    if not name:
        return "a column has no name"
    return f"unknown column {shown(name)} (nearest: {nearest(name, names)})"


def field_faults(path: str, header: list[str], body: Iterable[Record]) -> list[Fault]:
    return [
        Fault(path, line, f"{len(fields)} fields, the header has {len(header)}")
        for line, fields in body
        if len(fields) != len(header)
    ]


def read_rows(
    file: File, header: list[str], records: Iterable[Record]
) -> tuple[tuple[Row, ...], list[Fault]]:
    """Rows of all declared columns; an optional column that the file lacks is blank."""
    faults: list[Fault] = []
    rows: list[Row] = []
    columns = readable(file, header)
    for line, fields in records:
        texts = dict(zip(header, fields, strict=True))
        cells: dict[str, object] = {}
        for column in columns:
            try:
                cells[column.name] = cell(column, texts.get(column.name, ""))
            except Unfit as wrong:
                faults.append(Fault(f"{file.name}.csv", line, str(wrong)))
        rows.append(Row(line, cells))
    return tuple(rows), faults


def readable(file: File, header: list[str]) -> list[Column]:
    """All columns but those whose absence, or misspelt name, is a fault of the header."""
    names = [column.name for column in file.columns]
    meant = {nearest(name, names) for name in header if name not in names}
    return [
        column
        for column in file.columns
        if column.name in header or not (column.required or column.name in meant)
    ]


def cell(column: Column, text: str) -> object:
    if text:
        return KINDS[column.kind].read(text, column)
    if column.required:
        raise Unfit(f"{column.name} is blank")
    return column.default
