"""What `explain` says to a person: sentences that fit the terminal, whatever directories say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from pipelines.verbs import terminal

if TYPE_CHECKING:
    from assets.explanations import Explanation, Part, Told

WIDEST = 100  # columns of a sentence on a terminal; a pipe folds nothing
BRIEF = ("days", "exclusions", "changes")  # what a document says of each line, beside arithmetic


def show(explanation: Explanation, command: str) -> None:
    """Everything of one line; of a document its lines in brief, and its sums."""
    click.secho(terminal.plain(f"{explanation.title}, {explanation.subtitle}"), bold=True)
    for label, value in explanation.facts:
        _write(_folded(f"{label}: {value}", ""))
    for section in explanation.sections:
        if explanation.is_document:
            click.echo()
            click.secho(terminal.plain(section.title), bold=True)
        for line in section.lines:
            _line(line, explanation)
        for part in section.parts:
            _part(part)
    if explanation.is_document:
        click.echo()
        click.secho("Totals and taxes", bold=True)
        for one in explanation.sums:
            _write(_folded(f"{one.label}: {one.says}: {one.amount} {explanation.currency}", "  "))
        terminal.hint(f"each line's looks: {command} explain LINE_KEY, or --html FILE for all")


def _line(line: Told, explanation: Explanation) -> None:
    if explanation.is_document:
        named = f"{line.title} {line.subtitle}".rstrip()
        click.echo()
        _write(_folded(f"{named}: {line.amount} {explanation.currency}", ""))
        click.secho(f"  {terminal.plain(line.line_key)}", dim=True)
    for one in line.occurrences:
        if not explanation.is_document:
            click.echo()
            days = f", {one.days}" if one.days else ""
            head = f"{one.document} ({one.about}){days}: {one.added} {explanation.currency}"
            _write(_folded(head, ""), is_bold=True)
        is_one_of_several = explanation.is_document and len(line.occurrences) > 1
        _write(_folded(f"{one.document}: {one.says}" if is_one_of_several else one.says, "  "))
        if one.note:
            _write(_folded(one.note, "  "))
    for part in line.parts:
        if explanation.is_document and part.name in BRIEF:
            _write(_each(part.sentences, "  "))
        elif not explanation.is_document:
            _part(part)


def _part(part: Part) -> None:
    click.echo()
    click.secho(part.title, bold=True)
    _write(_each(part.sentences, "  "))


def _each(sentences: Iterable[str], indent: str) -> Iterator[str]:
    for sentence in sentences:
        yield from _folded(sentence, indent)


def _folded(sentence: str, indent: str) -> Iterator[str]:
    """The sentence in lines that fit; those after the first stand further in."""
    from rich.cells import cell_len
    from rich.text import Text

    console, text = terminal.console(), terminal.plain(sentence)
    wide = min(console.width, WIDEST) if console.is_terminal else console.width
    if cell_len(text) + len(indent) <= wide:
        yield f"{indent}{text}"
        return
    first, *rest = Text(text).wrap(console, wide - len(indent) - 2)
    yield f"{indent}{first.plain.rstrip()}"
    for line in rest:
        yield f"{indent}  {line.plain.rstrip()}"


def _write(lines: Iterable[str], *, is_bold: bool = False) -> None:
    for line in lines:
        click.secho(line, bold=is_bold or None)
