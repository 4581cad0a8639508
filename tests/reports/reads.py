"""What a person can read of each format, as text: for golden files and for comparisons."""

import io
import re
from collections.abc import Callable

import pikepdf
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


def plain(content: bytes) -> str:
    return content.decode("utf-8")


READS: dict[str, Callable[[bytes], str]] = {"pdf": pdf, "factur-x": attached}


def read(name: str, content: bytes) -> str:
    return READS.get(name, plain)(content)


def words(name: str, content: bytes) -> str:
    """The same with blanks run together."""
    return re.sub(r"\s+", " ", read(name, content))
