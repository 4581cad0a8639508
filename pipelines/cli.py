"""`prorata`: every verb runs a job or opens finance.duckdb read-only; no logic of its own."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.verbs import asking, billing, looking
from pipelines.verbs.call import Call


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--estate",
    "root",
    type=click.Path(path_type=Path),
    envvar="PRORATA_ESTATE",
    default=Path("estate"),
    show_default=True,
    help="folder of the estate",
)
@click.option("--today", metavar="DATE|TIMESTAMP", help="stands for the clock")
@click.option("--json", "is_json", is_flag=True, help="one JSON object on stdout")
@click.version_option(package_name="prorata")
@click.pass_context
def main(context: click.Context, root: Path, today: str | None, is_json: bool) -> None:
    """Invoices exact to the day and the cent, from what directories show.

    \b
    prorata demo                 see it work
    prorata check --offline      every fault of the estate
    prorata import BATCH         what a directory showed, into landing and history
    prorata bill 2026-03         drafts of a period, with their files
    prorata sql                  ask finance.duckdb
    """
    context.obj = Call(root, today, is_json)


for verb in (
    asking.demo,
    asking.check,
    looking.import_,
    looking.release,
    looking.cover,
    billing.bill,
    asking.publish,
    asking.sql,
):
    main.add_command(verb)
