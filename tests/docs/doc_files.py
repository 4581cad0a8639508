"""The Markdown of the repository: its fenced blocks and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)
FENCE = re.compile(r"^```(\S*) ?([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: ```language label."""

    page: str
    language: str
    label: str
    text: str


def blocks() -> Iterator[Block]:
    """Every fenced block of every page, in the order of the pages."""
    for page in PAGES:
        for language, label, text in FENCE.findall(page.read_text(encoding="utf-8")):
            yield Block(page.name, language, label.strip(), text)


def words() -> str:
    """All pages as one text."""
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def links() -> Iterator[tuple[Path, str]]:
    """Page and target of every link that is no address of the web."""
    for page in PAGES:
        prose = FENCE.sub("", page.read_text(encoding="utf-8"))
        for target in LINK.findall(prose):
            if "://" not in target:
                yield page, target
