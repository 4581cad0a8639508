"""The port of exports: what finance knows of one period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from reports.document import Document
from reports.workbook import Table

Curve = tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """`label` is YYYY-MM; `tables` are answers of finance, by the name of the question.

    `people` has of each customer how many people were billed on each day of the period.
    """

    label: str
    seller: str
    tables: Mapping[str, Table]
    people: Mapping[str, Curve] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    accent: str | None = None
