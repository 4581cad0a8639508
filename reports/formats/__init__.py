"""The formats a document can be written in: the name is the file's suffix."""

from collections.abc import Callable

from reports.document import Document
from reports.formats import csv, html, json, pdf

FORMATS: dict[str, Callable[[Document], bytes]] = {
    "csv": csv.write,
    "html": html.write,
    "json": json.write,
    "pdf": pdf.write,
}
