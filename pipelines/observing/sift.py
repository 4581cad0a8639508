"""From an observation to the tables of a batch, each text cleaned or the look refused.

What a directory shows is hostile text. What SQL judges of every batch (blank keys, a user twice)
is left to it, directory by directory; here is what must not even reach a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assets.directory import TABLES, Observation, Row, Unobserved

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST = 4096  # characters of a text; directories allow some hundred in what we read
KEYS = ("user_id", "sku_id")
STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f]")
FIX = "correct it in the directory; until then none of its looks is taken"


def tables(observation: Observation) -> Mapping[str, pa.Table]:
    """Tables of a batch by name; Unobserved, cause `protocol`, where a text cannot be one."""
    import pyarrow as pa

    where, at = observation.directory_id, moment(observation.observed_at)
    made = {"observations": pa.table({"directory_id": [where], "observed_at": [at]})}
    for name, rows in _given(observation):
        columns = dict(_columns(where, name, rows))
        count = len(next(iter(columns.values()), ()))
        keys = {"directory_id": [where] * count, "observed_at": [at] * count}
        made[name] = pa.table({**keys, **columns})
    return {name: _whole(name, table) for name, table in made.items()}


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _given(observation: Observation) -> Iterator[tuple[str, Sequence[Row]]]:
    """Rows by table; the same row twice, as when a page shifts while it is read, is one row."""
    yield "users", list(dict.fromkeys(observation.users))
    yield "assignments", list(dict.fromkeys(observation.assignments))
    yield "subscriptions", list(dict.fromkeys(observation.subscriptions or ()))


def _columns(where: str, name: str, rows: Sequence[Row]) -> Iterator[tuple[str, pa.Array]]:
    import pyarrow as pa

    names = TABLES[name][2:]
    values = zip(*rows, strict=True) if rows else [()] * len(names)
    for column, texts in zip(names, values, strict=True):
        cleaned = _cleaned(where, f"{name}.{column}", texts, column in KEYS)
        yield column, pa.array(cleaned, pa.string())


def _cleaned(
    where: str, column: str, texts: Sequence[str | None], is_key: bool
) -> Sequence[str | None]:
    """Texts without what steers a printer or a terminal; a key is never changed."""
    longest = max((len(text) for text in texts if text is not None), default=0)
    if longest > LONGEST:
        raise _refused(where, f"{column} holds {longest} characters (at most {LONGEST})")
    joined = "".join(text for text in texts if text is not None)
    if not joined.isascii() and _is_torn(joined):
        raise _refused(where, f"{column} holds half a character (a lone surrogate)")
    if not STEERING.search(joined):
        return texts
    if is_key:
        raise _refused(where, f"{column} holds a control character")
    return [text and STEERING.sub(" ", text) for text in texts]


def _is_torn(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _whole(name: str, table: pa.Table) -> pa.Table:
    """With every column of the batch format, in its order."""
    import pyarrow as pa

    nothing = pa.nulls(table.num_rows, pa.string())
    return pa.table(
        {c: table[c] if c in table.column_names else nothing for c in TABLES[name]},
        schema=pa.schema([(c, pa.string()) for c in TABLES[name]]),
    )


def _refused(where: str, problem: str) -> Unobserved:
    return Unobserved(where, "protocol", problem, FIX)
