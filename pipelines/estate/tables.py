"""From the rows of a file to the table that the warehouse takes in."""

from pipelines.estate.columns import File
from pipelines.estate.model import Table
from pipelines.estate.rows import Row
from pipelines.estate.values import KINDS


def table(file: File, rows: tuple[Row, ...]) -> Table:
    """All declared columns, in their order, after the line on which a row begins."""
    names = tuple(column.name for column in file.columns)
    types = tuple(KINDS[column.kind].type for column in file.columns)
    values = tuple((row.line, *(row[name] for name in names)) for row in rows)
    return Table(file.name, ("line", *names), ("INTEGER", *types), values)
