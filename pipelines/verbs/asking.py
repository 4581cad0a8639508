"""Verbs that look without changing what is owed: check, publish, sql, demo."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.verbs.call import Call, fail, rows, run


@click.command()
@click.option("--offline", is_flag=True, help="the estate only; no sign-in")
@click.pass_obj
def check(call: Call, offline: bool) -> None:
    """Every fault of the estate."""
    estate = call.estate()
    call.now(estate)
    live = [row for row in rows(estate, "directories") if row["kind"] != "recorded"]
    if live and not offline:
        fail(
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
        lambda: click.echo(
            f"no faults: {counts['customers']} customers, {counts['directories']} directories, "
            f"{counts['products']} products, {counts['price_book']} prices"
        ),
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
        fail([f"{path}: not there yet (prorata publish, or any import, writes it)"])
    if query is None:
        prompt.loop(path)
    else:
        try:
            prompt.answer(path, query, is_json=call.is_json)
        except resources.Wrong as wrong:
            fail([str(wrong)])


@click.command()
@click.argument("folder", default="demo", type=click.Path(path_type=Path))
@click.pass_obj
def demo(call: Call, folder: Path) -> None:
    """Writes a demo estate, plays its months and says where to look."""
    from pipelines.demo import play

    try:
        play.play(folder, click.get_current_context().find_root().command, is_json=call.is_json)
    except FileExistsError:
        fail([f"{folder} is there and not empty (name another folder, or remove it)"])
