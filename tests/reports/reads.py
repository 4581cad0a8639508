"""What a person can read of each format, as text: for golden files and for comparisons."""

import io
import re
from collections.abc import Callable

from pypdf import PdfReader


def pdf(content: bytes) -> str:
    """The words of each page, line by line; what only marks a place to break is left out."""
    pages = PdfReader(io.BytesIO(content)).pages
    texts = (page.extract_text().replace("\u200b", "") for page in pages)
    return "\n".join(f"-- page {at}\n{text}\n" for at, text in enumerate(texts, start=1))


def plain(content: bytes) -> str:
    return content.decode("utf-8")


READS: dict[str, Callable[[bytes], str]] = {"pdf": pdf}


def read(name: str, content: bytes) -> str:
    return READS.get(name, plain)(content)


def words(name: str, content: bytes) -> str:
    """The same with blanks run together."""
    return re.sub(r"\s+", " ", read(name, content))
