"""The formats a document can be written in: the name is the file's suffix."""

from collections.abc import Callable

from reports.document import Document
from reports.formats import csv, factur_x, html, json, pdf, ubl, xlsx

FORMATS: dict[str, Callable[[Document], bytes]] = {
    "csv": csv.write,
    "factur-x": factur_x.write,
    "html": html.write,
    "json": json.write,
    "pdf": pdf.write,
    "ubl": ubl.write,
    "xlsx": xlsx.write,
}
# An e-invoice is an invoice: it has a number. A draft has none, so it has none of these.
ISSUED_ONLY = frozenset({"factur-x", "ubl"})
# What a format cannot show as it was given.
WARNINGS: dict[str, Callable[[Document], list[str]]] = {
    "factur-x": pdf.warnings,
    "pdf": pdf.warnings,
}


def suits(name: str, document: Document) -> bool:
    """Whether the document can be written in the format."""
    return document.status == "issued" or name not in ISSUED_ONLY
