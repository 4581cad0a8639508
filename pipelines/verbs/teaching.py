"""Help that teaches: verbs in the order in which they are used, each with an example."""

from __future__ import annotations

import os
from typing import Any

import click

from pipelines.verbs import terminal
from pipelines.verbs.described import SECTIONS, VERBS

WIDTH = 66  # of an example in a list of verbs, so that it fits 80 columns


class Teaching(click.Group):
    """A group whose help lists its verbs by section, before its options."""

    def make_context(self, *given: Any, **extra: Any) -> click.Context:
        """As click does, and as https://no-color.org asks."""
        if os.environ.get("NO_COLOR"):
            extra.setdefault("color", False)
        return super().make_context(*given, **extra)

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(context, formatter)
        click.Command.format_options(self, context, formatter)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        for section, says in SECTIONS.items():
            formatter.write(f"\n{click.style(section, bold=True)}: {says}\n")
            for name in self.commands:
                if VERBS[name].section == section:
                    formatter.write(f"  {name:11}{VERBS[name].says}\n")
                    example = click.style(
                        terminal.shortened(VERBS[name].examples[0], WIDTH), fg="cyan"
                    )
                    formatter.write(f"{'':13}{example}\n")

    def list_commands(self, _: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, context: click.Context) -> Any:
        """As click does; an option of the group behind a verb is told where it belongs."""
        try:
            return super().invoke(context)
        except click.NoSuchOption as wrong:
            if wrong.option_name in {name for option in self.params for name in option.opts}:
                said = f"{wrong.option_name} stands before the verb (prorata --help)"
                raise click.UsageError(said, wrong.ctx) from None
            raise


def taught(name: str, verb: click.Command) -> click.Command:
    """The verb, its help ending with its examples."""
    said = VERBS[name].examples
    lines = "\n".join(f"  {example}" for example in said)
    verb.epilog = f"\b\nExample{'s' if len(said) > 1 else ''}:\n{lines}"
    verb.short_help = VERBS[name].says
    return verb
