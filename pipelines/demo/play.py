"""Plays the demo's story: the same verbs, one after the other, as they would have been called."""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipelines.demo.batches import write_batches
from pipelines.demo.estate import write_estate
from pipelines.demo.story import STORY, Step


class OffScript(Exception):
    """A step of the story that ended otherwise than the story says; the message holds both."""


def play(folder: Path, command: click.Command, *, is_json: bool) -> None:
    """Writes the estate and its batches, plays every step through the command, says what happened.

    Raises FileExistsError where the folder is not empty, OffScript where a step strays.
    """
    write_estate(folder)
    write_batches(folder)
    said = []
    for step in STORY:
        if not is_json:
            click.secho(f"{step.today[:10]}  {' '.join(step.arguments)[:66]}", bold=True)
            click.echo(f"            {step.says}")
        said.append({**asdict(step), "output": _call(folder, command, step)})
    click.echo(
        json.dumps({"folder": str(folder), "steps": said}, ensure_ascii=False)
        if is_json
        else _where_to_look(folder)
    )


def _call(folder: Path, command: click.Command, step: Step) -> dict[str, Any]:
    """One step through the command itself, with its paths as from inside the demo's folder."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    given = ["--estate", ".", "--today", step.today, "--json", *step.arguments]
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            command.main(given, standalone_mode=False)
        except SystemExit as ended:
            code = int(ended.code or 0)
    if code != step.expects:
        raise OffScript(
            f"{' '.join(step.arguments)}: exit {code}, the story has {step.expects}\n"
            + err.getvalue()
        )
    found: dict[str, Any] = json.loads(out.getvalue() or "{}")
    return found


def _where_to_look(folder: Path) -> str:
    from pipelines.demo.summary import table

    shown = os.path.relpath(folder)
    return "\n".join(
        [
            "",
            table(folder),
            "",
            f"invoices    {shown}/data/documents/<period>/<customer>/",
            f'questions   prorata --estate {shown} sql "select * from blockers"',
            f"the estate  {shown}/*.csv, settings.toml (change a price, run bill again)",
            "the UI      make dev",
        ]
    )
