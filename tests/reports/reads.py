"""What a person can read of each format, as text: for golden files and for comparisons."""

import io
import re
from collections.abc import Callable

import openpyxl
import pikepdf
from openpyxl.cell import Cell
from pypdf import PdfReader


def pdf(content: bytes) -> str:
    """The words of each page, line by line; what only marks a place to break is left out."""
    pages = PdfReader(io.BytesIO(content)).pages
    texts = (page.extract_text().replace("\u200b", "") for page in pages)
    return "\n".join(f"-- page {at}\n{text}\n" for at, text in enumerate(texts, start=1))


def attached(content: bytes) -> str:
    """The invoice within the PDF; its pages are those of `pdf`."""
    with pikepdf.open(io.BytesIO(content)) as file:
        return file.attachments["factur-x.xml"].get_file().read_bytes().decode("utf-8")


def xlsx(content: bytes) -> str:
    """Every sheet as rows of cells, each with its type, as a spreadsheet reads them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheets = []
    for sheet in book.worksheets:
        rows = (" | ".join(map(_cell, row)) for row in sheet.iter_rows())
        sheets.append("\n".join([f"-- sheet {sheet.title}", *rows]))
    return "\n".join(sheets) + "\n"


def _cell(cell: Cell) -> str:
    if cell.value is None:
        return ""
    return f"{cell.data_type}:{cell.value}"


def plain(content: bytes) -> str:
    return content.decode("utf-8")


READS: dict[str, Callable[[bytes], str]] = {"pdf": pdf, "factur-x": attached, "xlsx": xlsx}


def read(name: str, content: bytes) -> str:
    return READS.get(name, plain)(content)


def words(name: str, content: bytes) -> str:
    """The same with blanks run together."""
    return re.sub(r"\s+", " ", read(name, content))
