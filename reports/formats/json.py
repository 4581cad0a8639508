"""JSON: the document whole, for a program.

Keys are sorted, decimals and moments are strings, ends are exclusive, the logo is base64. Text is
as it was given: JSON has an escape for every control character.
"""

import base64
import json
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeAlias

from reports.decimals import fixed, trimmed
from reports.document import Document, Line, Party, Tax
from reports.text import encodable

Plain: TypeAlias = "str | int | list[Plain] | dict[str, Plain] | None"

_LEAST_DECIMALS = {"unit_price": 2, "tax_rate": 0}


def write(document: Document) -> bytes:
    """The same document always gives the same bytes, whatever scale its decimals came with."""
    plain = _record(document, document.minor_digits)
    text = json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def _record(record: Document | Party | Tax | Line, digits: int) -> dict[str, Plain]:
    return {
        field.name: _plain(field.name, getattr(record, field.name), digits)
        for field in fields(record)
    }


def _plain(name: str, value: object, digits: int) -> Plain:
    match value:
        case str():
            return encodable(value)
        case Decimal():
            least = _LEAST_DECIMALS.get(name)
            return fixed(value, digits) if least is None else trimmed(value, least)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case tuple():
            return [_record(each, digits) for each in value]
        case Party():
            return _record(value, digits)
        case int() | None:
            return value
    raise TypeError(f"no JSON for {name}: {type(value).__name__}")
