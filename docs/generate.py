"""Writes docs/estate.md, docs/finance.md and docs/commands.md from what the code declares.

python docs/generate.py          rewrites all
python docs/generate.py --check  exit 1 where they differ from what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill

import click

from pipelines import cli
from pipelines.estate.columns import Column, File
from pipelines.estate.schema import FILES
from pipelines.estate.settings_schema import CONNECTIONS, TABLES
from pipelines.estate.wording import meaning, takes
from pipelines.verbs.described import VERBS, Described
from sql import publish, query

HERE = Path(__file__).parent
WIDTH = 100
MARK = "<!-- Written by docs/generate.py: change what it reads, not this page. -->"
ESTATE = """
The estate is the folder that you write: `settings.toml` and CSV files, UTF-8, commas, a header row.
A column with `*` may not be blank; any other may be blank or absent. An unknown column is a fault
that names the nearest known one. Ids and codes are letters, digits, `.`, `_` and `-`; days are
written `2026-03-17`; a second day of a span is the first day that no longer counts.
`prorata check --offline` lists every fault with file and line. Lines that begin with `#` above a
header are comments, as in the files that `prorata init` writes.
"""
FINANCE = """
`<data>/finance.duckdb` holds these tables in the schema `finance`. The file is replaced whole, at
the end of every verb that changes something, so a reader sees one state and locks nobody. Money is
`DECIMAL(18,3)` in the currency of its row, unit prices are `DECIMAL(28,10)`, days are `DATE`, ends
are the first day after, and an open end is null. Tables and columns carry these sentences as
comments.

`prorata sql` has the schema in use already. In another program, open the file read-only and say
`use finance.finance` first: file and schema share a name, and `finance.lines` alone is ambiguous to
DuckDB.
"""
COMMANDS = """
Options of the command stand before the verb, those of the verb behind it.

Exit code 0 is done, 1 refused, blocked or failed, 2 a command line that is not understood. With 1,
every reason is on stderr, all of them at once, and below them what to type next;
[errors.md](errors.md) says what each asks of you. Faults of the estate are a reason of every verb
but `init` and `demo`.

`--json` prints one object on stdout in place of what a person reads; reasons stay on stderr,
without hints. Where nothing was done, stdout is empty. Moments and days are ISO 8601, amounts are
texts, and keys may be added, never renamed.

On a terminal, long work shows its stages, and what is said has colours unless `NO_COLOR` is set.
Neither goes into a pipe or a file.
"""


def pages() -> Mapping[str, str]:
    """Each page's name and whole text."""
    return {
        "estate.md": page("The estate, file by file", ESTATE, estate()),
        "finance.md": page("finance.duckdb, table by table", FINANCE, finance()),
        "commands.md": page("The command, verb by verb", COMMANDS, commands()),
    }


def page(title: str, words: str, parts: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", MARK, words, *parts])


def estate() -> Iterator[str]:
    yield "## settings.toml\n"
    yield "Secrets are never in it: a key that ends in `_env` names the environment variable.\n"
    for name, keys in TABLES.items():
        yield section(f"[{name}]", "key", keys)
    for kind, keys in CONNECTIONS.items():
        yield section(f'[connections.NAME], kind = "{kind}"', "key", keys)
    for file in FILES.values():
        yield from estate_file(file)


def estate_file(file: File) -> Iterator[str]:
    must = "" if file.required else " The file may be absent."
    key = f" No two rows share {' and '.join(f'`{k}`' for k in file.key)}." if file.key else ""
    yield f"## {file.name}.csv\n\n{file.doc}{key}{must}\n"
    yield columns("column", file.columns)


def section(title: str, what: str, keys: Sequence[Column]) -> str:
    return f"### {title}\n\n{columns(what, keys)}"


def columns(what: str, listed: Iterable[Column]) -> str:
    rows = (
        (f"`{c.name}`{'*' if c.required else ''}", takes(c, "`"), meaning(c, "`")) for c in listed
    )
    return table((what, "is", "meaning"), rows)


def finance() -> Iterator[str]:
    for name in publish.TABLES:
        contract = query.load("finance", name).contract
        grain = ", ".join(f"`{column}`" for column in contract.grain)
        yield f"## {name}\n\nOne row is {contract.row}. Its key is {grain}.\n"
        named = ((f"`{column}`", sentence) for column, sentence in contract.columns.items())
        yield table(("column", "is"), named)
    for macro in sorted((query.ROOM / "finance" / "macros").glob("*.sql")):
        first = macro.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ")
        yield f"## {macro.stem}(…)\n\nA macro. {first}\n"


def commands() -> Iterator[str]:
    yield "## Options of the command\n"
    yield table(("option", "is"), options(cli.main))
    for name, verb in cli.main.commands.items():
        yield from command(verb, VERBS[name])


def command(verb: click.Command, said: Described) -> Iterator[str]:
    usage = " ".join(verb.collect_usage_pieces(click.Context(verb)))
    yield f"## prorata {verb.name}\n\n{verb.help}\n"
    yield f"`prorata {verb.name} {usage.removeprefix('[OPTIONS]').strip()}`\n".replace(" `", "`")
    if listed := list(options(verb)):
        yield table(("option", "is"), listed)
    shown = "\n".join(said.examples)
    yield f"```sh\n{shown}\n```\n\n{fill(f'Prints: {said.prints}', WIDTH)}\n"
    if said.fails:
        yield fill(f"Exit code 1: {said.fails}", WIDTH) + "\n"
    yield table(("key of `--json`", "is"), ((f"`{key}`", what) for key, what in said.keys.items()))


def options(verb: click.Command) -> Iterator[tuple[str, str]]:
    """Every option, its values and what it says; `required` is said as it is for columns."""
    for option in verb.params:
        if isinstance(option, click.Option):
            names = " / ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
            values = "" if option.is_flag else f" {option.make_metavar(click.Context(verb))}"
            yield f"{names}{'*' if option.required else ''}{values}", option.help or ""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(escaped(line))} |\n" for line in lines)


def escaped(cells: Iterable[str]) -> Iterator[str]:
    return (cell.replace("|", "\\|") for cell in cells)


def main(arguments: Sequence[str]) -> int:
    """0, or 1 where --check found a page that is not what would be written."""
    behind = [
        name
        for name, text in pages().items()
        if not (HERE / name).exists() or (HERE / name).read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        for name in behind:
            print(f"docs/{name} is behind (python docs/generate.py rewrites it)", file=sys.stderr)
        return 1 if behind else 0
    for name in behind:
        (HERE / name).write_text(pages()[name], encoding="utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
