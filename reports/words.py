"""What a page says, in the customer's language where there is a catalogue of it, else in English.

A catalogue is a gettext file: its context is the label, its msgid the English of `labels`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from reports.labels import LABELS
from reports.text import displayable

SOURCE = "en"
CATALOGUES = Path(__file__).parent / "catalogues"


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence and the values in it, which are text from outside."""

    pattern: str
    values: Mapping[str, str]

    def __html__(self) -> Markup:
        """Each value isolated from the words around it."""
        return Markup(self.pattern).format(**{k: isolated(v) for k, v in self.values.items()})

    def __str__(self) -> str:
        return self.pattern.format(**{k: displayable(v) for k, v in self.values.items()})


@dataclass(frozen=True, slots=True)
class Words:
    """The labels in one language."""

    language: str
    labels: Mapping[str, str]

    def __getitem__(self, label: str) -> str:
        return self.labels[label]

    def get(self, label: str, default: str) -> str:
        return self.labels.get(label, default)

    def say(self, label: str, **values: str) -> Saying:
        return Saying(self.labels[label], values)

    def counted(self, label: str, count: int, written: str) -> str:
        """`1 day`, `2 days`: the label for one or for many, around the number as written."""
        number = "one" if _is_one(self.language, count) else "many"
        return self.labels[f"{label}_{number}"].format(count=written)


def isolated(text: str) -> Markup:
    """Text from outside, harmless and with its own reading direction."""
    # Markup.format would do the same in four times as long, and a page has thousands of them.
    return Markup(f"<bdi>{escape(displayable(text))}</bdi>")


@lru_cache(maxsize=64)
def words(language: str) -> Words:
    """The labels in the language (two letters), or in English if there is no catalogue of it."""
    path = CATALOGUES / f"{language}.po"
    if not language.isalpha() or not path.exists():
        return Words(SOURCE, LABELS)
    return Words(language, LABELS | _translated(path))


def _translated(path: Path) -> dict[str, str]:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        message.context: str(message.string)
        for message in catalogue
        if message.context and message.string
    }


@lru_cache(maxsize=4096)
def _is_one(language: str, count: int) -> bool:
    from babel.core import Locale

    return Locale.parse(language).plural_form(count) == "one"
