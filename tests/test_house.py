"""The house keeps its rules: who imports whom, one SELECT one table one contract, names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from assets import tables
from pipelines.estate.currencies import currencies
from pipelines.estate.model import Table
from pipelines.estate.schema import FILES
from pipelines.estate.tables import table as estate_table
from pipelines.readers import READERS
from reports.formats import FORMATS
from sql import decisions, ledger, publish, query, refresh, slices, stages, warehouse
from sql.decisions import Decisions
from sql.stages import Truths
from sql.warehouse import Warehouse

ROOT = Path(__file__).parents[1]
ROOMS = ("pipelines", "assets", "sql", "reports")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
BANNED_NAMES = {
    "utils",
    "helpers",
    "common",
    "core",
    "base",
    "manager",
    "handler",
    "util",
    "helper",
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """Every module that a file names, also inside functions; `from a import b` names a.b too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)} imports by dots"
            assert node.module
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def within(modules: set[str], package: str) -> set[str]:
    return {name for name in modules if name == package or name.startswith(f"{package}.")}


# ------------------------------------------------------------------ who imports whom

READ_ONLY = ("pipelines/cli.py", "pipelines/prompt.py", "pipelines/demo/summary.py")
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "assets": ("pipelines", "duckdb", "jinja2", "ldap3", "msgraph", "azure"),
    "sql": ("dagster", "assets", "pipelines", "reports", "great_expectations", "click", "jinja2"),
    "reports": ("dagster", "duckdb", "assets", "pipelines", "sql", "great_expectations", "click"),
    "pipelines/directories": ("dagster",),
    "pipelines/observing": ("dagster", "duckdb"),
    "pipelines/readers": ("dagster", "duckdb"),
}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_room_imports_only_from_the_rooms_after_it(path: Path) -> None:
    names = imported(path)
    for place, packages in FORBIDDEN.items():
        if named(path).startswith(f"{place}/"):
            assert [n for package in packages for n in within(names, package)] == []
    if named(path) != "assets/expectations.py":
        assert within(names, "great_expectations") == set()
    if named(path).startswith("pipelines/") and named(path) != "pipelines/resources.py":
        assert within(names, "reports") == set()
        assert within(names, "sql") <= _readable(path)


def _readable(path: Path) -> set[str]:
    """What a module of pipelines may name of sql, beside resources.py: the reader, if at all."""
    is_reader = named(path) in READ_ONLY or named(path).startswith("pipelines/verbs/")
    return {"sql", "sql.publish"} if is_reader else set()


@pytest.mark.parametrize("path", [p for p in MODULES if p.parts[-2] == "assets"], ids=named)
def test_assets_never_ask_the_environment(path: Path) -> None:
    """Great Expectations is told by a variable to keep quiet; nothing is read."""
    read = {"environ": ast.Load, "getenv": ast.Load}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in read:
            assert named(path) == "assets/expectations.py"
            assert 'os.environ["GX_ANALYTICS_ENABLED"] = ' in path.read_text()


def test_a_call_for_help_imports_nothing_heavy() -> None:
    """What takes seconds to import is imported where it is needed."""
    heavy = ("dagster", "duckdb", "great_expectations", "pandas", "polars", "pyarrow", "sqlglot")
    said = subprocess.run(
        [sys.executable, "-c", "import sys, pipelines.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(set(said.stdout.split()) & set(heavy)) == []


# ------------------------------------------------------------------ small, and well named


def test_the_loader_stays_small() -> None:
    files = ("sql/query.py", "assets/tables.py", "assets/expectations.py")
    assert sum(len((ROOT / name).read_text().splitlines()) for name in files) < 400


def test_no_file_is_named_for_having_no_name() -> None:
    named_so = {
        part
        for path in tracked()
        for part in (*path.parts[:-1], path.name.split(".")[0])
        for word in re.split(r"[_-]", part)
        if word.lower() in BANNED_NAMES
    }
    assert named_so == set()


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    return [Path(name) for name in listed.stdout.split("\0") if name]


# Assembled, so that this file does not hold what it looks for.
PLACES = [
    "/" + "work/",
    "/" + "root/",
    "/" + "tmp/exp",
    "/home/" + "(?!you/)[a-z]",
    "/Users/" + "[A-Za-z]",
    "C:\\\\" + "Users",
    "artifact" + "ory",
    "index-url" + " *=",
    "docker" + r"\.io",
    "ghcr" + r"\.io",
    "nexus" + r"\.",
    "trusted-" + "host",
]


def test_no_file_names_a_place_of_ours() -> None:
    """No registry, no absolute path, no home folder: it runs anywhere."""
    pattern = re.compile("|".join(PLACES))
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if (ROOT / path).is_file()
        for number, line in enumerate(
            (ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        )
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("folder", "registry"), [("reports/formats", FORMATS), ("pipelines/readers", READERS)]
)
def test_a_registry_lists_its_folder(folder: str, registry: dict[str, object]) -> None:
    files = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
    assert {name.replace("-", "_") for name in registry} == files


# ------------------------------------------------------------------ the SQL

CONTRACTS = sorted((ROOT / "sql").rglob("*.yml"))
SELECTS = sorted(path.with_suffix(".sql") for path in CONTRACTS)
STATEMENTS = sorted(p for p in (ROOT / "sql").rglob("*.sql") if "macros" not in p.parts)
BUILT: dict[str, tuple[str, ...]] = {
    "reference": stages.REFERENCE,
    "landing": ("observations", "statuses"),
    "snapshot": refresh.SNAPSHOT,
    "history": (*refresh.REPLAYED, *stages.HISTORY),
    "ledger": ledger.TABLES,
    "billing": stages.BILLING,
    "finance": publish.TABLES,
}
CONTEXTS = ROOT / "sql" / "finance" / "publishing" / "contexts.sql"
REPLAYS = {"directory_id", "valid_from", "valid_to", "opened_on", "from_evidence"}


def queries() -> Iterator[query.Query]:
    for stage, names in BUILT.items():
        for name in names:
            yield query.load(stage, name)


def test_every_contract_is_of_a_table_that_its_stage_builds() -> None:
    made = {ROOT / "sql" / one.stage / f"{one.name}.yml" for one in queries()}
    assert made == set(CONTRACTS)


def test_every_select_has_its_contract() -> None:
    """A .sql file in a stage's own folder is a table, unless it says what else it makes."""
    loose = [p for p in STATEMENTS if p.parent.parent == ROOT / "sql" and p not in SELECTS]
    for path in loose:
        assert _calls(named(path).removeprefix("sql/")), f"nobody reads {named(path)}"


def _calls(statement: str) -> list[Path]:
    return [path for path in MODULES if f'"{statement}"' in path.read_text()]


def parsed(path: Path) -> list[exp.Expression]:
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "replay":
        # A step is the end of a statement that begins with the rows of its dimension.
        body = re.sub(r"^(--.*\n)+", "", text)
        text = body if body.lstrip().startswith(("create", "select")) else f"with {body}"
    return [one for one in sqlglot.parse(text, dialect="duckdb") if one is not None]


@pytest.mark.parametrize("path", SELECTS, ids=named)
def test_a_table_is_one_select_with_what_a_row_is_above_it(path: Path) -> None:
    (statement,) = parsed(path)
    assert isinstance(statement, exp.Select | exp.Union)
    assert re.match(r"-- [A-Z]", path.read_text())


@pytest.mark.parametrize("path", STATEMENTS, ids=named)
def test_sql_asks_no_clock_and_no_variable(path: Path) -> None:
    text = re.sub(r"--.*", "", path.read_text().lower())
    asked = r"\b(current_date|current_timestamp|now\(|today\(|getvariable|random\(|getenv)"
    assert re.findall(asked, text) == []
    assert "{{" not in text


@pytest.mark.parametrize("path", SELECTS, ids=named)
def test_tables_are_qualified_and_columns_listed(path: Path) -> None:
    (statement,) = parsed(path)
    ctes = {cte.alias for cte in statement.find_all(exp.CTE)}
    bare = {t.name for t in statement.find_all(exp.Table) if not t.db and t.name not in ctes}
    assert {name for name in bare if name} <= _scratch(path)
    if "landing" not in path.parts:
        last = [one for one in _finals(statement) if any(_is_star(c) for c in one.expressions)]
        assert last == []


def _finals(statement: exp.Expression) -> list[exp.Select]:
    if isinstance(statement, exp.Union):
        return [*_finals(statement.left), *_finals(statement.right)]
    assert isinstance(statement, exp.Select)
    return [statement]


def _is_star(column: exp.Expression) -> bool:
    """A star that takes whatever there is; one that leaves something out says what it means."""
    star = column.this if isinstance(column, exp.Column) else column
    if not isinstance(star, exp.Star):
        return False
    given = {**star.args, **column.args}
    return not any(given.get(name) for name in ("except", "except_"))


def _scratch(path: Path) -> set[str]:
    """Temporary tables that sql/refresh.py lays out for a snapshot of the days that changed."""
    return {"changed_days"} if path.parent.name == "snapshot" else set()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Every table as the chain makes it of an estate without rows."""
    data = tmp_path_factory.mktemp("house")
    (data / "landing").mkdir()
    settings = Table(
        "settings",
        ("currency", "time_zone", "gap_days", "payment_days"),
        ("VARCHAR", "VARCHAR", "INTEGER", "INTEGER"),
        (),
    )
    estate = {name: estate_table(file, ()) for name, file in FILES.items()}
    truths = Truths(
        {**estate, "currencies": currencies(), "settings": settings},
        Decisions(data / "decisions"),
        removal_guard=stages.Decimal("0.30"),
        now=stages.datetime.fromisoformat("2026-06-01T10:00:00+00:00"),
        issued=stages.Ledger(data / "ledger"),
        version="v",
    )
    with warehouse.opened(data) as house:
        stages.reference(house, truths)
        stages.history(house, truths)
        stages.billing(house, truths, periods=["2026-03"], customer_id=None)
        publish.write(house, truths, data / "finance.duckdb")
        house.execute(f"attach '{data / 'finance.duckdb'}' as f (read_only)")
        yield house


@pytest.mark.parametrize("made", list(queries()), ids=lambda made: made.table)
def test_a_contract_names_the_columns_of_its_table(built: Warehouse, made: query.Query) -> None:
    table = f"f.{made.table}" if made.stage == "finance" else made.table
    columns = [row[0] for row in built.rows(f"describe {table}")]
    assert list(made.contract.columns) == columns
    assert set(made.contract.grain) <= set(columns)
    assert all(str(sentence).strip() for sentence in made.contract.columns.values())
    assert made.contract.row.strip()


def test_no_contract_looks_at_what_a_run_that_bills_nothing_has_not() -> None:
    scratch = {made.table for made in queries() if made.contract.write == "scratch"}
    for made in queries():
        for look in (each.look for each in made.contract.expectations if each.look):
            looked_at = query.Query(made.stage, made.name, look, made.contract).upstreams()
            assert not scratch & set(looked_at), made.table


def test_lineage_is_read_from_the_sql_of_every_table() -> None:
    """What a table reads is a table that some stage makes, or what the estate wrote."""
    # history.looks remembers which looks history was built from; refresh.py writes it.
    made = {one.table for one in queries()} | {"history.looks"}
    written = {f"reference.{name}" for name in (*FILES, "settings", "currencies")}
    written |= {"reference.estate_files", "reference.estate_rows"}
    landed = {
        f"landing.{name}" for name in ("users", "assignments", "subscriptions", *decisions.TABLES)
    }
    frozen = {f"ledger.{name}" for name in ("arrived", "touched", "nothing_due", "approvals")}
    for one in queries():
        assert set(one.upstreams()) <= made | written | landed | frozen, one.table
        assert tables.key(one.table).path == [one.stage, one.name]


@pytest.mark.parametrize("name", list(slices.MARKED))
def test_what_a_marked_table_is_made_of_is_marked(name: str) -> None:
    """What a writer changes without a mark would never be seen in finance.duckdb."""
    read = set(_read_through_views(query.load("finance", name)))
    if slices.MARKED[name] == slices.ACCOUNTS:
        contexts = query.Query(
            "finance", "contexts", CONTEXTS.read_text(), query.Contract("", (), {})
        )
        spans = {f"history.{name}", "snapshot.user_attributes"}
        assert read - spans == set(contexts.upstreams()) & read
        return
    by_period = {made.table for made in queries() if made.is_by_period}
    # An account's attributes are added and never change.
    assert read - {"snapshot.user_attributes"} <= by_period | {"ledger.lines", "ledger.documents"}


def _read_through_views(made: query.Query) -> Iterator[str]:
    for table in made.upstreams():
        known = [one for one in queries() if one.table == table and one.contract.write == "view"]
        yield from _read_through_views(known[0]) if known else (table,)


def test_money_is_never_a_floating_number(built: Warehouse) -> None:
    floating = built.rows(
        "select schema_name, table_name, column_name from duckdb_columns() "
        "where data_type in ('DOUBLE', 'FLOAT') and schema_name in "
        "('reference', 'landing', 'snapshot', 'history', 'ledger', 'billing', 'finance')"
    )
    assert floating == []
