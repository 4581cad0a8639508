"""Verbs of the first five minutes: demo, init, completion."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from pipelines.verbs import terminal
from pipelines.verbs.call import Call, today

EXPORT = "active_users.csv"  # as the admin center's export is often saved, and our sample is named
SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("folder", metavar="[DIR]", default="demo", type=click.Path(path_type=Path))
@click.pass_obj
def demo(call: Call, folder: Path) -> None:
    """Writes a demo estate, plays its months and says where to look."""
    from pipelines.demo import play

    try:
        play.play(folder, click.get_current_context().find_root().command, is_json=call.is_json)
    except FileExistsError:
        call.fail([f"{folder} is there and not empty (name another folder, or remove it)"])


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def init(call: Call, folder: Path | None) -> None:
    """Writes an estate to fill in: every file has comments and examples."""
    from pipelines.starter.write import write

    made = Call(folder or call.root, call.today, call.is_json)
    try:
        files = write(made.root)
    except FileExistsError:
        call.fail([f"{made.root} is there and not empty (name another folder, or remove it)"])
    except OSError as wrong:
        call.fail([f"{made.root} cannot be written ({(wrong.strerror or '').lower()})"])
    found = {"folder": str(made.root), "files": files, "next": _next(made)}
    call.done(found, lambda: _show(found))


def _next(made: Call) -> list[str]:
    """From the estate as written to a preview of its open month, as command lines."""
    from pipelines.starter.examples import DIRECTORY

    estate = made.estate()
    moment = made.now(estate) or datetime.now(UTC)
    looked = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return [
        f"{made.command} check --offline",
        f"{made.command} import {EXPORT} --format m365-users --directory {DIRECTORY} "
        f"--observed-at {looked}",
        f"{made.command} bill {today(made, estate):%Y-%m} --preview",
    ]


def _show(found: dict[str, Any]) -> None:
    folder = terminal.plain(found["folder"])
    click.echo(f"{folder}: {len(found['files'])} files, each with comments and an example")
    click.echo("put your own in place of the examples, then:\n")
    for command in found["next"]:
        click.secho(f"  {command}", bold=True)
    click.echo(
        f"\n{EXPORT} is what the Microsoft 365 admin center exports under Users, Active users."
    )


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_obj
def completion(call: Call, shell: str) -> None:
    """Prints a script that completes verbs, options, ids and periods on TAB."""
    from click.shell_completion import get_completion_class

    root = click.get_current_context().find_root()
    found = get_completion_class(shell)
    assert found, "click knows all of SHELLS"
    script = found(root.command, {}, "prorata", "_PRORATA_COMPLETE").source()
    call.done({"shell": shell, "script": script}, lambda: click.echo(script))
