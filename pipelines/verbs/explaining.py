"""The verb that explains what was charged: explain."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from pipelines.verbs import completing, told
from pipelines.verbs.call import Call


@click.command()
@click.argument("what", metavar="LINE_KEY|NUMBER", shell_complete=completing.numbers)
@click.option(
    "--html",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="write a page that can be printed and sent, too",
)
@click.pass_obj
def explain(call: Call, what: str, file: Path | None) -> None:
    """From the amount of a line, or of every line of a document, to what it rests on."""
    from assets import explaining, explanations
    from pipelines import resources
    from sql import publish

    estate = call.estate()
    path = resources.published(estate)
    if not path.exists():
        call.fail([f"{path}: not there yet (prorata publish, or any import, writes it)"])
    try:
        found = explaining.found(partial(publish.answers, path), what)
    except explaining.Unknown as unknown:
        call.fail([str(unknown)])
    explanation = explanations.explanation(found)
    if file:
        seller = estate.settings.seller
        _write(call, file, explanations.page(explanation, seller.name, seller.accent or None))
        found["html"] = str(file)
    call.done(found, lambda: _show(call, explanation, file))


def _write(call: Call, file: Path, page: bytes) -> None:
    try:
        file.write_bytes(page)
    except OSError as problem:
        call.fail([f"{file}: cannot be written: {problem.strerror}"])


def _show(call: Call, explanation: Any, file: Path | None) -> None:
    told.show(explanation, call.command)
    if file:
        click.echo(f"page: {file}")
