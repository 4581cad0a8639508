"""What README and docs say can be typed, has the names of the code, comes out as printed."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import duckdb
import pytest
from click.testing import CliRunner, Result
from doc_billing import bill
from doc_files import Block, blocks, words

from pipelines import resources
from pipelines.cli import main
from pipelines.demo.estate import write_estate
from pipelines.estate.model import Estate
from pipelines.estate.read import read
from pipelines.estate.schema import FILES
from pipelines.estate.settings_schema import CONNECTIONS, TABLES
from pipelines.readers.batch import NEEDED
from reports.exports import EXPORTS
from reports.formats import FORMATS
from sql import intake, publish, warehouse
from sql.decisions import Decisions
from sql.warehouse import Warehouse

TYPED = re.compile(r"^(?:\$ )?prorata [^\n]*", re.MULTILINE)
SPOKEN = re.compile(r"`(prorata [^`]+)`")
README_PATH = Path(__file__).parents[2] / "README.md"
README = [block for block in blocks() if block.page == "README.md"]


def commands() -> Iterator[str]:
    """Every `prorata …` of a fenced block or of a sentence."""
    for block in blocks():
        yield from (line.removeprefix("$ ") for line in TYPED.findall(block.text))
    yield from (" ".join(said.split()) for said in SPOKEN.findall(words()))


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_a_command_names_a_verb_and_options_that_exist(command: str) -> None:
    given = [word for word in shlex.split(command)[1:] if word != "…"]
    while given and given[0].startswith("--"):
        assert given[0] in options(main)
        del given[: 1 if given[0] == "--json" else 2]
    if not given:
        return
    verb = main.commands[given[0]]
    named = [word for word in given[1:] if word.startswith("--")]
    assert set(named) <= options(verb)


def options(command: click.Command) -> set[str]:
    return {name for p in command.params for name in (*p.opts, *p.secondary_opts)}


def names() -> Iterator[tuple[str, str]]:
    """What the pages must mention: what it is, and its name."""
    yield from (("verb", f"prorata {name}") for name in main.commands)
    for verb in (main, *main.commands.values()):
        yield from (("option", o) for o in options(verb) if o.startswith("--"))
    keys = [*TABLES.values(), *CONNECTIONS.values()]
    yield from (("setting", f"`{column.name}`") for columns in keys for column in columns)
    yield from (("kind of connection", f"`{name}`") for name in CONNECTIONS)
    yield from (("format", f"`{name}`") for name in FORMATS)
    yield from (("export", f"`{name}`") for name in EXPORTS)
    yield from (("file of the estate", f"{name}.csv") for name in FILES)
    yield from (("table of finance", f"`{name}`") for name in publish.TABLES)
    for name, columns in intake.TABLES.items():
        yield from (("column of a batch", f"`{column}`") for column in (name, *columns))


@pytest.mark.parametrize(("what", "name"), sorted(set(names())))
def test_every_name_of_the_outside_is_mentioned(what: str, name: str) -> None:
    assert name in words(), f"{what} {name} stands in no page"


def test_readme_itself_names_each_verb_format_and_table() -> None:
    text = README_PATH.read_text(encoding="utf-8")
    needed = [*(f"prorata {verb}" for verb in main.commands), *(f"`{f}`" for f in FORMATS)]
    needed += [f"`{table}`" for table in publish.TABLES]
    assert [name for name in needed if name not in text] == []


def test_columns_a_batch_needs_are_marked() -> None:
    text = README_PATH.read_text(encoding="utf-8")
    for table, needed in NEEDED.items():
        (row,) = re.findall(rf"^\| `{table}` \|.*(?:\\\*).*$", text, re.MULTILINE)
        assert set(re.findall(r"`(\w+)`\\\*", row)) == set(needed)


def test_each_code_of_a_blocker_is_explained() -> None:
    text = (README_PATH.parent / "docs" / "errors.md").read_text(encoding="utf-8")
    sources = (README_PATH.parent / "sql" / "billing").glob("*blockers.sql")
    codes = {code for one in sources for code in re.findall(r"'(\w+)' as code", one.read_text())}
    assert codes
    assert codes == set(re.findall(r"^### (\w+)$", text, re.MULTILINE))


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the estate and the batch that README writes out."""
    root = tmp_path_factory.mktemp("newcomer")
    for block in README:
        if block.label.startswith(("estate/", "looks/")):
            path = root / block.label
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    return root


def sessions(label: str) -> Iterator[tuple[str, str]]:
    """Command and printed output of README's console blocks of a label."""
    for block in README:
        if block.language == "console" and block.label == label:
            yield from said(block)


def said(block: Block) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--estate", str(root), *arguments])


def test_check_of_the_newcomers_estate_prints_what_readme_prints(newcomer: Path) -> None:
    printed = dict(sessions("session"))
    found = call(newcomer / "estate", "check", "--offline")
    assert found.output == printed["prorata check --offline"]


def test_five_commands_lead_from_nothing_to_a_preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(README_PATH.parent / "examples", "examples")
    (setup, _), *typed = sessions("start")
    assert setup == "make setup"
    for command, printed in typed:
        given = ["--today", "2026-11-24T09:30:00Z", *shlex.split(command)[1:]]
        found = CliRunner().invoke(main, given, catch_exceptions=False)
        home = "".join(re.findall(r"^files: (.*)/estate/", printed, re.MULTILINE))
        assert found.output.replace(str(tmp_path), home) == printed
    assert list(Path("estate/data/preview/2026-11/ostsee").glob("*.html"))


def test_check_of_the_demo_finds_no_fault(tmp_path: Path) -> None:
    write_estate(tmp_path)
    found = call(tmp_path, "check", "--offline")
    assert (found.exit_code, found.output[:11]) == (0, "no faults: ")


def test_the_newcomers_march_is_blocked_and_then_billed(newcomer: Path) -> None:
    estate = read(newcomer / "estate", resources.formats())
    printed = "\n".join(output for _, output in sessions("session"))
    with duckdb.connect(config={"threads": 1}) as connection:
        warehouse.prepare(connection)
        house = Warehouse(connection, estate.settings.output.data)
        bill(house, estate, newcomer / "looks" / "2026-03", ["2026-03"])
        ((code, directory, detail),) = house.rows(
            "select code, directory_id, detail from billing.blockers"
        )
        assert f"blocked: ostsee: {code} {directory}: {detail}" in printed
        cover(house, estate)
        bill(house, estate, newcomer / "looks" / "2026-03", ["2026-03"])
        lines = house.rows(
            "select display_name, from_day, to_day, days, money(amount_minor, 2) "
            "from billing.draft_lines order by line_no"
        )
        ((net, gross),) = house.rows("select net_minor, gross_minor from billing.drafts")
    shown = [re.split(r" {2,}", row) for row in printed.splitlines() if "  2026-0" in row]
    assert [[str(cell) for cell in line] for line in lines] == [
        row for row in shown if len(row) == 5 and row[0] != "ostsee"
    ]
    assert f"ostsee    drafted  {net / 100:.2f}  {gross / 100:.2f}  EUR" in printed


def cover(house: Warehouse, estate: Estate) -> None:
    """The decision that README takes."""
    (command,) = [c for c, _ in sessions("session") if c.startswith("prorata cover")]
    _, _, directory_id, from_day, to_day, way, _, by, _, reason = shlex.split(command)
    content = {"directory_id": directory_id, "from_day": from_day, "to_day": to_day}
    content |= {"decision": way.removeprefix("--"), "by": by, "reason": reason}
    decisions = Decisions(estate.settings.output.data / "decisions")
    decisions.append("cover", datetime(2026, 4, 2, 12, tzinfo=UTC), content)
