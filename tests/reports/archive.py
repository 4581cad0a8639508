"""What of PDF/A-3a and PDF/UA-1 can be seen in a file without veraPDF, which no package brings.

Held by hand against ISO 19005-3 and ISO 14289-1: identification, output intent, fonts, structure,
language, attachments, and what is forbidden. Glyphs and colours within contents are Typst's word.
"""

import io
from collections.abc import Iterator

import pikepdf

FORBIDDEN = ("/JavaScript", "/Launch", "/Movie", "/Sound", "/ImportData", "/ResetForm")
WANTED = ("/H1", "/Table", "/THead", "/TH", "/TD")
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def faults(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as file:
        return [
            *_identified(file),
            *_coloured(file),
            *_fonts(file),
            *_structured(file),
            *_attached(file),
            *_forbidden(file),
        ]


def _identified(file: pikepdf.Pdf) -> Iterator[str]:
    said = file.open_metadata()
    asked = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    for name, value in asked.items():
        if said.get(name) != value:
            yield f"{name} is {said.get(name)} (not {value})"
    if "/Filter" in file.Root.Metadata:
        yield "the metadata is compressed"
    if str(file.docinfo.get("/Title", "")) != said.get("dc:title"):
        yield "title and metadata differ"
    if "/ID" not in file.trailer or file.is_encrypted:
        yield "no identifier, or encrypted"


def _coloured(file: pikepdf.Pdf) -> Iterator[str]:
    intents = [intent for intent in file.Root.get("/OutputIntents", []) if intent.S == "/GTS_PDFA1"]
    if len(intents) != 1 or b"acsp" not in intents[0].DestOutputProfile.read_bytes()[:64]:
        yield "no output intent with an ICC profile"


def _fonts(file: pikepdf.Pdf) -> Iterator[str]:
    for each in _objects(file, "/Font"):
        if each.get("/Subtype") == "/Type0":
            descriptor = each.DescendantFonts[0].FontDescriptor
            if "/ToUnicode" not in each:
                yield f"{each.BaseFont} does not say its characters"
        elif each.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
            continue
        else:
            descriptor = each.get("/FontDescriptor", {})
        if not any(name in descriptor for name in FONT_FILES):
            yield f"{each.get('/BaseFont')} is not embedded"


def _structured(file: pikepdf.Pdf) -> Iterator[str]:
    root = file.Root
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "no structure"
        return
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the title is not shown"
    kinds = {str(each.S) for each in _objects(file, "/StructElem")}
    yield from (f"no {kind}" for kind in WANTED if kind not in kinds)
    if any("/Alt" not in each for each in _objects(file, "/StructElem") if each.S == "/Figure"):
        yield "a figure without words"
    if any(
        "/StructParents" not in page.obj or page.obj.get("/Tabs") != "/S" for page in file.pages
    ):
        yield "a page outside the structure"


def _attached(file: pikepdf.Pdf) -> Iterator[str]:
    named = {name: spec.obj for name, spec in file.attachments.items()}
    related = {str(each.F) for each in file.Root.get("/AF", [])}
    if set(named) != related:
        yield f"attached {sorted(named)}, related {sorted(related)}"
    for name, spec in named.items():
        if "/AFRelationship" not in spec or "/Subtype" not in spec.EF.F:
            yield f"{name} does not say what it is"


def _forbidden(file: pikepdf.Pdf) -> Iterator[str]:
    for each in file.objects:
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            if str(each.get("/S", "")) in FORBIDDEN or "/AA" in each:
                yield f"an action: {each.get('/S')}"
            if "/LZWDecode" in str(each.get("/Filter", "")):
                yield "LZW"


def _objects(file: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [
        each
        for each in file.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == kind
    ]
