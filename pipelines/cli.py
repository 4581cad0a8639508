"""`prorata`: every verb runs a job or opens finance.duckdb read-only; no logic of its own."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.verbs import asking, billing, explaining, looking, observing, settling, starting
from pipelines.verbs.call import Call
from pipelines.verbs.teaching import Teaching, taught


@click.group(
    cls=Teaching,
    subcommand_metavar="VERB ...",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="prorata VERB --help has the options of a verb and examples.",
)
@click.option(
    "--estate",
    "root",
    type=click.Path(path_type=Path),
    envvar="PRORATA_ESTATE",
    default=Path("estate"),
    show_default=True,
    help="folder of the estate (or PRORATA_ESTATE)",
)
@click.option(
    "--today", metavar="DATE|TIMESTAMP", help="stands for the clock; a date means its noon"
)
@click.option("--json", "is_json", is_flag=True, help="print one JSON object")
@click.version_option(package_name="prorata", help="print the version")
@click.pass_context
def main(context: click.Context, root: Path, today: str | None, is_json: bool) -> None:
    """Turns what directories show of people and their SKUs into invoices, exact to the day and the
    cent, with a line for each person.
    """
    context.obj = Call(root, today, is_json)


for verb in (
    starting.demo,
    starting.init,
    asking.check,
    observing.observe,
    looking.import_,
    looking.release,
    looking.cover,
    billing.bill,
    settling.approve,
    settling.issue,
    settling.correct,
    explaining.explain,
    asking.publish,
    asking.sql,
    starting.completion,
):
    assert verb.name
    main.add_command(taught(verb.name, verb))
