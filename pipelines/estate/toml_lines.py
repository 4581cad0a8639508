"""Where a key stands in a TOML file, which tomllib does not tell."""

import re

PART = re.compile(r""""[^"]*"|'[^']*'|[A-Za-z0-9_-]+""")
NAMES = rf"((?:{PART.pattern})(?:\s*\.\s*(?:{PART.pattern}))*)"
HEADER = re.compile(rf"\s*\[\s*{NAMES}\s*\]")
KEY = re.compile(rf"\s*{NAMES}\s*=")

Path = tuple[str, ...]


def line_of(text: str, path: Path) -> int:
    """The line of the key; else that of the nearest table around it; else 0."""
    best, best_line, here = 0, 0, Path()
    for line, words in enumerate(text.split("\n"), 1):
        if header := HEADER.match(words):
            here = found = parts(header[1])
        elif key := KEY.match(words):
            found = here + parts(key[1])
        else:
            continue
        if len(found) > best and path[: len(found)] == found:
            best, best_line = len(found), line
    return best_line


def parts(names: str) -> Path:
    return tuple(part.strip("\"'") for part in PART.findall(names))
