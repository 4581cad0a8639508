"""From the bytes of a CSV file to its records, each with the physical line on which it begins."""

import csv
import io
from collections.abc import Iterator

from pipelines.estate.faults import Fault

Record = tuple[int, list[str]]
LONGEST = 131_072  # characters of a field


def decode(name: str, data: bytes) -> tuple[str, list[Fault]]:
    """The text, without its byte order mark; empty where it is not text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        byte = f"byte 0x{data[wrong.start]:02x}; save the file as UTF-8"
        return "", [Fault(name, line_of(data, wrong.start), f"not UTF-8 ({byte})")]
    # DuckDB and XML end a text at NUL, so none may get in.
    if "\0" in text:
        return "", [Fault(name, line_of(data, data.index(b"\0")), "contains a NUL character")]
    return text, []


def line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def split(name: str, text: str) -> tuple[list[Record], list[Fault]]:
    """The records that are not blank, as far as the file follows RFC 4180."""
    records: list[Record] = []
    try:
        records.extend(numbered(text))
    except BrokenRecord as broken:
        # What follows a stray quote cannot be told apart, so the file is read no further.
        return records, [Fault(name, broken.line, broken.text)]
    return records, []


class BrokenRecord(ValueError):
    """A record that is not RFC 4180, and the line on which it begins."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


def numbered(text: str, delimiter: str = ",") -> Iterator[Record]:
    """Records that are not blank, with the line on which each begins; raises BrokenRecord."""
    # The limit is the whole program's, and a batch that was read before may have raised it.
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for fields in reader:
            cells = [field.strip() for field in fields]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as wrong:
        raise BrokenRecord(line, broken(str(wrong))) from wrong


def broken(reason: str) -> str:
    if "field limit" in reason:
        return f"a field is longer than {csv.field_size_limit()} characters"
    if "end of data" in reason:
        return "a quote is never closed"
    return "text follows a closing quote (write a quote inside a quoted field twice)"
