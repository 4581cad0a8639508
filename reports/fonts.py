"""Which fonts print a document, and what no font can print.

They come from packages, so that the same document has the same bytes on every machine. Only a text
that these cannot print is also looked for in the fonts of the system; what is not found there
either is printed as U+FFFD and named in a warning, never left blank.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from reports.text import REPLACEMENT

if TYPE_CHECKING:
    import typst

PACKAGES = (
    "fontpkg_noto_sans",
    "fontpkg_noto_sans_arabic",
    "pylopdf_fonts_he",
    "noto_cjk_sans_otc",
)
SCRIPTS = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew")
# One code point has several shapes in East Asia: whose, the customer's language says.
EAST_ASIA = {"ja": "JP", "ko": "KR", "zh_Hant": "TC", "zh_TW": "TC", "zh_HK": "HK"}
SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
# They shape or part what stands beside them and print nothing of their own.
UNSEEN = frozenset(
    [0xA, 0xAD, 0x34F, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x2060, 0x2065)]
)
# An archive wants every character to mean something: a byte order mark within a text does not, nor
# does what is for private use, whatever a font shows for it.
MEANINGLESS = "\ufeff"
PRIVATE = "Co"


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A text and those of its characters that no font has."""

    text: str
    characters: str

    def __str__(self) -> str:
        named = ", ".join(f"U+{ord(each):04X}" for each in self.characters)
        return f"no font prints {named} of {self.text!r} (install a font that has it)"


def families(locale: str) -> list[str]:
    """In the order in which they are asked for a character."""
    shape = EAST_ASIA.get(locale.replace("-", "_")) or EAST_ASIA.get(locale[:2], "SC")
    return [*SCRIPTS, f"Noto Sans CJK {shape}"]


def unprintable(texts: Iterable[str]) -> list[Unprintable]:
    """Each text once, in order of appearance."""
    found = {text: _lacking(text, of_system=True) for text in texts if not text.isascii()}
    return [Unprintable(text, "".join(sorted(lacks))) for text, lacks in found.items() if lacks]


def replaced(text: str) -> str:
    """The text with U+FFFD for what no font can print."""
    if text.isascii():
        return text
    text = text.replace(MEANINGLESS, "")
    lacks = _lacking(text, of_system=True)
    return "".join(REPLACEMENT if each in lacks else each for each in text) if lacks else text


def opened(text: str) -> "typst.Fonts":
    """Fonts that print the text: those of the packages, with the system's only if need be."""
    return _fonts(of_system=not text.isascii() and bool(_lacking(text, of_system=False)))


@lru_cache(maxsize=2)
def _fonts(*, of_system: bool) -> "typst.Fonts":
    import typst

    folders = [str(folder) for folder in _folders()]
    return typst.Fonts(
        include_system_fonts=of_system, include_embedded_fonts=False, font_paths=folders
    )


def _folders() -> list[Path]:
    specs = {name: find_spec(name) for name in PACKAGES}
    if absent := [name for name, spec in specs.items() if spec is None]:
        raise ModuleNotFoundError(f"no package {', '.join(absent)} (install prorata again)")
    return [Path(place) for spec in specs.values() for place in _places(spec)]


def _places(spec: Any) -> list[str]:
    return list(spec.submodule_search_locations or ())


@lru_cache(maxsize=20_000)
def _lacking(text: str, *, of_system: bool) -> frozenset[str]:
    seen = {each for each in text if ord(each) not in UNSEEN}
    private = {each for each in seen if category(each) == PRIVATE}
    lacks = seen - private
    for path, number in _ours():
        lacks = {each for each in lacks if ord(each) not in _code_points(path, number)}
        if not lacks:
            return frozenset(private)
    if of_system:
        lacks = {each for each in lacks if ord(each) not in _code_points_of_system()}
    return frozenset(lacks | private)


@lru_cache(maxsize=1)
def _ours() -> list[tuple[str, int]]:
    """Files in the order of `PACKAGES`, each with the number of the font in it."""
    return [
        (str(path), 0)
        for folder in _folders()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES
    ]


@lru_cache(maxsize=64)
def _code_points(path: str, number: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=number, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


@lru_cache(maxsize=1)
def _code_points_of_system() -> frozenset[int]:
    known = {(font.path, font.index) for font in _fonts(of_system=True).fonts() if font.path}
    others = known - set(_ours())
    return frozenset().union(*(_code_points(path, number) for path, number in sorted(others)))
