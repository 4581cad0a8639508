"""PDF: the page a customer files. Tagged, PDF/A-3a and PDF/UA-1, set by Typst from data alone."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports import fonts
from reports.document import Document
from reports.sheet import Sheet, day_of, sheet, texts

if TYPE_CHECKING:
    import pikepdf
    import typst

TEMPLATES = Path(__file__).parent.parent / "templates"
PICTURES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}


def write(document: Document) -> bytes:
    """The same document gives the same bytes; ValueError says that the logo is no picture."""
    return compact(typeset(document, {}), {})


def warnings(document: Document) -> list[str]:
    """What the page cannot show as it was given."""
    return [str(found) for found in fonts.unprintable(texts(document))]


def typeset(document: Document, attached: Mapping[str, str]) -> bytes:
    """The pages, and what the template attaches to them, by the name it knows it under."""
    given = json.dumps(sheet(document) | _logo(document), ensure_ascii=False)
    day = day_of(document)
    try:
        made = _compiler(fonts.opened(given)).compile(
            format="pdf",
            sys_inputs={"sheet": given, **attached},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    except RuntimeError as problem:
        if "image" not in str(problem) and "SVG" not in str(problem):
            raise
        raise ValueError(f"the logo cannot be printed: {problem}") from None
    assert isinstance(made, bytes)
    return made


def compact(pages: bytes, added: Mapping[str, str]) -> bytes:
    """The same PDF a third as large; `added` goes into what it says of itself, before each key."""
    import pikepdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages)) as file:
        if added:
            _say(file.Root.Metadata, added)
        file.save(
            made,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return made.getvalue()


def _say(metadata: "pikepdf.Object", added: Mapping[str, str]) -> None:
    said = metadata.read_bytes().decode("utf-8")
    for before, text in added.items():
        if said.count(before) != 1:
            raise ValueError(f"the metadata of a PDF has no single {before}: {said.count(before)}")
        said = said.replace(before, text + before)
    metadata.write(said.encode("utf-8"))


@lru_cache(maxsize=2)
def _compiler(opened: "typst.Fonts") -> "typst.Compiler":
    import typst

    return typst.Compiler(TEMPLATES / "document.typ", root=TEMPLATES, font_paths=opened)


def _logo(document: Document) -> dict[str, Sheet]:
    if not document.logo or not document.logo_type:
        return {"logo": None}
    return {
        "logo": list(document.logo),
        "logo_format": PICTURES[document.logo_type],
    }
