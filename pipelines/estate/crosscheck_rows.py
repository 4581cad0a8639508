"""Rules that the schema itself states: keys are unique, references exist, spans run forward."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pipelines.estate.columns import Column
from pipelines.estate.faults import Fault, nearest, shown
from pipelines.estate.rows import Row, Sheet

HINTED = 50  # unknown ids of a column that are compared with the known ones


def duplicate_keys(sheet: Sheet) -> Iterator[Fault]:
    """Case matters for ids, but not for SKUs, which directories write as they like."""
    key = sheet.file.key
    first: dict[tuple[str, ...], int] = {}
    for row in sheet.sound(*key) if key else ():
        values = tuple(row[name] for name in key)
        line = first.setdefault(comparable(sheet, values), row.line)
        if line != row.line:
            named = " with ".join(f"{n} {shown(v)}" for n, v in zip(key, values, strict=True))
            yield sheet.fault(row, f"{named} is already on line {line}")


def comparable(sheet: Sheet, values: tuple[str, ...]) -> tuple[str, ...]:
    if sheet.file.name == "skus":
        return tuple(value.casefold() for value in values)
    return values


def backward_spans(sheet: Sheet) -> Iterator[Fault]:
    start, end = sheet.file.span
    for row in sheet.sound(start, end):
        if row[start] and row[end] and row[end] <= row[start]:
            yield sheet.fault(row, f"{end} {row[end]} is not after {start} {row[start]}")


def unknown_references(sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[Fault]:
    for column in sheet.file.columns:
        if column.refers and sheets[column.refers].whole:
            yield from unknown_ids(sheet, column, ids(sheets[column.refers]))


def unknown_ids(sheet: Sheet, column: Column, known: Mapping[str, Row]) -> Iterator[Fault]:
    hints: dict[str, str] = {}
    for row in sheet.sound(column.name):
        value = row[column.name]
        if value is None or value in known:
            continue
        if value not in hints:
            # To compare every unknown id with every known one could take an hour.
            compared = known if len(hints) < HINTED else ()
            hints[value] = hint(value, compared, column.refers)
        yield sheet.fault(row, f"unknown {column.name} {shown(value)} {hints[value]}")


def hint(value: str, known: Iterable[str], file: str) -> str:
    like = nearest(value, known, cutoff=0.6)
    return f"(nearest in {file}.csv: {like})" if like else f"(not in {file}.csv)"


def ids(sheet: Sheet) -> Mapping[str, Row]:
    """Rows by id; of several with one id the first."""
    (key,) = sheet.file.key
    return {row[key]: row for row in reversed(list(sheet.sound(key)))}


def span(row: Row) -> tuple[date, date]:
    """The half-open validity of a row, open ends closed at the ends of time."""
    return row["valid_from"] or date.min, row["valid_to"] or date.max


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
