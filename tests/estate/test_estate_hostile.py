"""Whatever stands in the files: an estate, or its faults, and never another error."""

import string
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.estate.faults import EstateFaults
from pipelines.estate.read import restore

NAMES = ("settings.toml", "customers.csv", "products.csv", "price_book.csv", "payers.csv")
SCRAPS = st.sampled_from(
    [
        '"',
        "'",
        ",",
        ";",
        "\n",
        "\r",
        "=",
        "[",
        "]",
        "{",
        "}",
        "\0",
        "\ufeff",
        "#",
        ".",
        "-1",
        "9" * 30,
    ]
)
TEXT = st.lists(SCRAPS | st.text(string.printable, max_size=5) | st.text(max_size=3), max_size=20)
Files = Mapping[str, bytes]


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(NAMES), scraps=TEXT, place=st.integers(0, 300), whole=st.booleans())
def test_any_text(small: Files, name: str, scraps: list[str], place: int, whole: bool) -> None:
    data = small[name]
    hostile = "".join(scraps).encode()
    place = min(place, len(data))
    changed = hostile if whole else data[:place] + hostile + data[place:]
    readable({**small, name: changed})


@settings(max_examples=50, deadline=None)
@given(name=st.sampled_from(NAMES), data=st.binary(max_size=40))
def test_any_bytes(small: Files, name: str, data: bytes) -> None:
    readable({**small, name: small[name] + data})


def readable(files: Files) -> None:
    found = faults(files)
    assert found is None or found
    assert all(fault.isprintable() for fault in found or ())


def faults(files: Files) -> tuple[str, ...] | None:
    try:
        restore(Path("/nowhere"), files, ("html", "csv", "json"))
    except EstateFaults as wrong:
        return wrong.faults
    return None


def test_brackets_without_end(small: Files) -> None:
    found = faults({**small, "settings.toml": b"a = " + b"[" * 5000})
    assert found
    assert found[0].startswith("settings.toml line 1: not TOML: ")
