"""Plays the demo's story: the same verbs, one after the other, as they would have been called."""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import asdict
from pathlib import Path
from textwrap import fill

import click

from pipelines.demo.batches import write_batches
from pipelines.demo.estate import write_estate
from pipelines.demo.story import STORY, Step
from pipelines.verbs import terminal


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
            typed = terminal.shortened(" ".join(step.arguments), 68)
            click.secho(f"{step.today[:10]}  {typed}", bold=True)
            click.echo(f"            {step.says}")
        printed = _call(folder, command, step, is_json=is_json or not step.is_shown)
        if is_json:
            said.append({**asdict(step), "output": json.loads(printed or "{}")})
        elif step.is_shown:
            click.echo(_beside(printed))
    click.echo(
        json.dumps({"folder": str(folder), "steps": said}, ensure_ascii=False)
        if is_json
        else _where_to_look(folder)
    )


def _beside(printed: str) -> str:
    """What a step printed, below what the story says of it, within 80 columns."""
    return "\n".join(
        fill(line, 79, initial_indent=" " * 12, subsequent_indent=" " * 16)
        for line in printed.splitlines()
    )


def _call(folder: Path, command: click.Command, step: Step, *, is_json: bool) -> str:
    """What one step prints, called through the command itself as from inside the demo's folder."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    given = ["--estate", ".", "--today", step.today, *(["--json"] if is_json else [])]
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            command.main([*given, *step.arguments], standalone_mode=False)
        except SystemExit as ended:
            code = int(ended.code or 0)
    if code != step.expects:
        raise OffScript(
            f"{' '.join(step.arguments)}: exit {code}, the story has {step.expects}\n"
            + err.getvalue()
        )
    return out.getvalue()


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
