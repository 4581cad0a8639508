"""Verbs that ask without changing what is owed: check, publish, sql."""

from __future__ import annotations

import click

from pipelines.verbs import terminal
from pipelines.verbs.call import Call, rows, run

TABLES = 'the tables and their columns are listed by:\nprorata sql "show all tables"'


@click.command()
@click.option("--offline", is_flag=True, help="the estate only; no sign-in")
@click.pass_obj
def check(call: Call, offline: bool) -> None:
    """Every fault of the estate."""
    estate = call.estate()
    call.now(estate)
    live = [row for row in rows(estate, "directories") if row["kind"] != "recorded"]
    if live and not offline:
        call.fail(
            [
                f"{len(live)} directories are live, which this version cannot sign in to "
                "(check --offline judges the estate alone)"
            ]
        )
    counts = {
        name: len(table.rows) for name, table in estate.tables.items() if name != "currencies"
    }
    call.done(
        {"faults": [], "version": estate.version, "rows": counts},
        lambda: click.echo(f"no faults: {_counted(counts)}"),
    )


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

    path = resources.published(call.estate())
    if not path.exists():
        call.fail([f"{path}: not there yet (prorata publish, or any import, writes it)"])
    if query is None:
        prompt.loop(path)
        return
    try:
        prompt.answer(path, query, is_json=call.is_json)
    except resources.Wrong as wrong:
        call.fail(str(wrong).splitlines(), [TABLES] if "does not exist" in str(wrong) else [])
