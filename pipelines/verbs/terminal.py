"""What a person sees: text without tricks, tables that fit, colour where there is a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import click

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 100_000  # columns of what is no terminal: a pipe cuts nothing and folds nothing
BAR = 24  # columns
JOINERS = "\u200c\u200d"


class Progress(Protocol):
    """How far something is: so many done, of how many, how many of them failed."""

    def __call__(
        self, done: int, of: int, failed: int = 0, *, what: str = "directories"
    ) -> None: ...


def console(*, to_stderr: bool = False) -> Console:
    """A console as wide as the terminal; it has no colour under NO_COLOR and in a pipe."""
    from rich.console import Console

    made = Console(stderr=to_stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.width = WIDE
    return made


def plain(value: object) -> str:
    """Text of a file or a directory; what would steer a terminal is shown instead of obeyed."""
    text = str(value)
    if text.isprintable():
        return text
    return "".join(c.encode("unicode_escape").decode() if _steers(c) else c for c in text)


def shortened(typed: str, columns: int) -> str:
    """As many words of a command line as fit."""
    if len(typed) <= columns:
        return typed
    return f"{typed[: columns - 1].rpartition(' ')[0]} …"


def _steers(character: str) -> bool:
    """Controls, directions and line ends; not the joiners that some scripts write names with."""
    steering = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return unicodedata.category(character) in steering and character not in JOINERS


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    right: Sequence[str] = (),
    styles: Mapping[str, Mapping[Any, str]] | None = None,
) -> None:
    """Prints rows below their header; `styles` has of a column how its values look."""
    from rich.table import Table
    from rich.text import Text

    looks = [(styles or {}).get(name, {}) for name in header]
    made = Table(
        title=title or None, box=None, title_justify="left", title_style="bold", pad_edge=False
    )
    for name in header:
        made.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        paired = zip(row, looks, strict=True)
        made.add_row(*(Text(plain(cell), look.get(cell, "")) for cell, look in paired))
    write(made)


def fits(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Whether a table stays within the terminal; where there is none it does."""
    from rich.cells import cell_len

    columns = zip(header, *rows, strict=True)
    wide = sum(max(map(cell_len, column)) + 2 for column in columns) - 2
    return wide <= console().width


def listing(title: str, cells: Iterable[tuple[str, str]]) -> None:
    """One row of a table that is too wide: each column on a line of its own."""
    named = list(cells)
    wide = max(len(name) for name, _ in named)
    click.secho(title, bold=True)
    for name, cell in named:
        click.echo(f"  {name:{wide}}  {cell}".rstrip())


@contextmanager
def working(title: str) -> Iterator[Progress]:
    """Shows on a terminal that work goes on, and how far it is once it says so."""
    with console(to_stderr=True).status(title) as status:

        def shown(done: int, of: int, failed: int = 0, *, what: str = "directories") -> None:
            failures = f", {failed} failed" if failed else ""
            status.update(f"{title} {_bar(done, of)} {done} of {of} {what}{failures}")

        yield shown


def _bar(done: int, of: int) -> str:
    filled = BAR * done // max(of, 1)
    return "━" * filled + "╌" * (BAR - filled)


def write(made: Any) -> None:
    """Prints what rich lays out, without the blanks it fills lines with."""
    to = console()
    with to.capture() as caught:
        to.print(made)
    for line in caught.get().splitlines():
        click.echo(line.rstrip())


def hint(text: str) -> None:
    """What to do next, on stderr; a second line is what could be typed."""
    click.secho(f"hint: {text}".replace("\n", "\n      "), err=True, fg="cyan")


def warn(warnings: Iterable[str]) -> None:
    for warning in warnings:
        click.secho(f"warning: {plain(warning)}", err=True, fg="yellow")


def counted(number: int, one: str, many: str = "") -> str:
    """`1 look`, `2 looks`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
