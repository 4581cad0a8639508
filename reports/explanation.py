"""The port: what the page of an explanation accepts. Texts are whole sentences, amounts are written
out, and all of it may quote what somebody typed into a directory or a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One question and what answers it; `name` is that of the macro that does."""

    name: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One document's line of a key; `added` counts as it adds to what is invoiced, and
    `days` as well."""

    document: str
    about: str
    days: str
    added: str
    note: str
    says: str


@dataclass(frozen=True, slots=True)
class Told:
    """A line key with its documents and what they rest on."""

    line_key: str
    title: str
    subtitle: str
    amount: str
    occurrences: tuple[Occurrence, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one product and period, and what holds for all of them."""

    title: str
    lines: tuple[Told, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """A total or a tax, and how it adds up."""

    label: str
    says: str
    amount: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Of one line, or of a document with all its lines and sums."""

    title: str
    subtitle: str
    currency: str
    is_document: bool
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    sums: tuple[Sum, ...]
