"""Verbs that ask without changing what is owed: check, publish, sql."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from pipelines.verbs import terminal, trying
from pipelines.verbs.call import Call, run

TABLES = 'the tables and their columns are listed by:\nprorata sql "show all tables"'
# Of an estate or ledger with faults no more is said than those.
NOTHING: Mapping[str, Any] = {
    "faults": [],
    "version": None,
    "rows": {},
    "issued": None,
    "directories": [],
}


@click.command()
@click.option("--offline", is_flag=True, help="the estate only; no sign-in")
@click.pass_obj
def check(call: Call, offline: bool) -> None:
    """Every fault of estate and ledger; then a sign-in and a page of each live directory."""
    from pipelines import resources

    def faulty(faults: Sequence[str]) -> None:
        call.done({**NOTHING, "faults": list(faults)}, lambda: None)

    estate = call.estate(faulty)
    call.now(estate)
    issued, broken = resources.ledger_checked(estate)
    if broken:
        faulty(broken)
        call.fail(broken)
    counts = {
        name: len(table.rows) for name, table in estate.tables.items() if name != "currencies"
    }
    tried = [] if offline else trying.tried(call, estate)
    found = {
        **NOTHING,
        "version": estate.version,
        "rows": counts,
        "issued": issued,
        "directories": tried,
    }
    call.done(found, lambda: _show(counts, issued, tried))
    if failed := [row for row in tried if not row["is_ok"]]:
        call.fail(map(trying.reason, failed))


def _show(counts: dict[str, int], issued: int, tried: list[dict[str, Any]]) -> None:
    click.echo(f"no faults: {_counted(counts)}")
    if issued:
        documents = terminal.counted(issued, "issued document")
        click.echo(f"the ledger holds: {documents}, each with the hash of the one before it")
    if tried:
        trying.show(tried)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(
        (
            terminal.counted(counts["customers"], "customer"),
            terminal.counted(counts["directories"], "directory", "directories"),
            terminal.counted(counts["products"], "product"),
            terminal.counted(counts["price_book"], "price"),
        )
    )


@click.command()
@click.pass_obj
def publish(call: Call) -> None:
    """Rewrites finance.duckdb."""
    from pipelines import jobs, resources

    estate = call.estate()
    outcome = run(call, estate, jobs.PUBLISH)
    path = resources.published(estate)
    call.done({"run_id": outcome.run_id, "path": str(path)}, lambda: click.echo(str(path)))


@click.command()
@click.argument("query", required=False)
@click.pass_obj
def sql(call: Call, query: str | None) -> None:
    """A query, or a prompt, on finance.duckdb, read-only."""
    from pipelines import prompt, resources

    if query is None and call.is_json:
        raise click.UsageError("--json prints one object: give it one QUERY")
    path = resources.published(call.estate())
    if not path.exists():
        call.fail([f"{path}: not there yet (prorata publish, or any import, writes it)"])
    if query is None:
        if not prompt.loop(path) and not sys.stdin.isatty():
            sys.exit(1)
        return
    try:
        prompt.answer(path, query, is_json=call.is_json)
    except resources.Wrong as wrong:
        call.fail(str(wrong).splitlines(), [TABLES] if "does not exist" in str(wrong) else [])
