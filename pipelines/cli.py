"""`prorata`: every verb runs a job or opens finance.duckdb read-only; no logic of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from pipelines.estate.model import Estate
    from pipelines.runs import Outcome


@dataclass(frozen=True, slots=True)
class Call:
    """The global options of one call."""

    root: Path
    today: str | None
    is_json: bool

    def estate(self) -> Estate:
        """The estate, or exit 1 with every fault of it."""
        from pipelines import resources
        from pipelines.estate.faults import EstateFaults
        from pipelines.estate.read import read

        try:
            return read(self.root, resources.formats())
        except EstateFaults as faults:
            fail(faults.faults)

    def now(self, estate: Estate) -> datetime | None:
        """The moment that --today stands for: a date means noon in the estate's zone."""
        if self.today is None:
            return None
        zone = ZoneInfo(estate.settings.billing.time_zone)
        try:
            if len(self.today) == 10:
                return datetime.combine(date.fromisoformat(self.today), time(12), zone)
            moment = datetime.fromisoformat(self.today)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise click.UsageError(
                f"--today {self.today!r} is neither a date nor a moment with its zone "
                "(use 2026-04-01 or 2026-04-01T06:00:00Z)"
            )
        return moment

    def done(self, found: dict[str, Any], show: Callable[[], None]) -> None:
        """Prints what came of the call: one JSON object, or what `show` says to a person."""
        if self.is_json:
            click.echo(json.dumps(found, ensure_ascii=False, default=str))
        else:
            show()


def fail(reasons: Sequence[str]) -> NoReturn:
    """Every reason on stderr, exit 1."""
    for reason in reasons:
        click.echo(reason, err=True)
    sys.exit(1)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--estate", "root", type=click.Path(path_type=Path), envvar="PRORATA_ESTATE",
              default=Path("estate"), show_default=True, help="folder of the estate")
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


@main.command()
@click.option("--offline", is_flag=True, help="the estate only; no sign-in")
@click.pass_obj
def check(call: Call, offline: bool) -> None:
    """Every fault of the estate."""
    estate = call.estate()
    call.now(estate)
    live = [
        row for row in _rows(estate, "directories") if row["kind"] != "recorded"
    ]
    if live and not offline:
        fail([f"{len(live)} directories are live, which this version cannot sign in to "
              "(check --offline judges the estate alone)"])
    counts = {name: len(table.rows) for name, table in estate.tables.items()
              if name != "currencies"}
    call.done(
        {"faults": [], "version": estate.version, "rows": counts},
        lambda: click.echo(
            f"no faults: {counts['customers']} customers, {counts['directories']} directories, "
            f"{counts['products']} products, {counts['price_book']} prices"
        ),
    )


def _rows(estate: Estate, name: str) -> list[dict[str, object]]:
    table = estate.tables[name]
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


@main.command("import")
@click.argument("batches", nargs=-1, required=True, metavar="BATCH...",
                type=click.Path(path_type=Path))
@click.pass_obj
def import_(call: Call, batches: tuple[Path, ...]) -> None:
    """Recorded batches into landing and on to history."""
    from assets.premises import Refusal
    from pipelines.readers import batch

    estate = call.estate()
    try:
        folders = [folder for path in batches for folder in batch.find(path.resolve())]
    except Refusal as refusal:
        fail(refusal.faults)
    _look(call, estate, {"batches": [str(f) for f in folders]}, _batch_days(estate, folders))


def _batch_days(estate: Estate, folders: Sequence[Path]) -> tuple[date, date] | None:
    """First and last day of the batches, in the estate's zone; exit 1 with faulty headers."""
    from assets.premises import Refusal
    from pipelines.readers import batch

    spans, faults = [], []
    for folder in folders:
        try:
            spans.append(batch.days(batch.read(str(folder)), estate.settings.billing.time_zone))
        except Refusal as refusal:
            faults += refusal.faults
    if faults:
        fail(faults)
    known = [span for span in spans if span]
    return (min(s[0] for s in known), max(s[1] for s in known)) if known else None


def _look(
    call: Call, estate: Estate, given: dict[str, Any], days: tuple[date, date] | None
) -> None:
    """Runs daily_snapshot for what a verb brings, and says what stands then."""
    from pipelines import jobs

    today = _today(call, estate)
    first, last = days or (today, today)
    outcome = _run(
        call,
        estate,
        jobs.DAILY,
        partitions=(first.isoformat(), last.isoformat()),
        days=(first, last),
        ops={"landing": given},
    )
    held = _ask(estate, "select directory_id, strftime(observed_at, '%Y-%m-%dT%H:%M:%SZ'), reason "
                "from observations where status = 'held' order by all")
    counted = _ask(estate, "select count(*), count(distinct directory_id), "
                   "count(distinct batch) from observations")[0]
    found = {
        "run_id": outcome.run_id,
        "looks": counted[0],
        "directories": counted[1],
        "batches": counted[2],
        "held": [dict(zip(("directory_id", "observed_at", "reason"), h, strict=True))
                 for h in held],
        "said": outcome.told,
    }
    call.done(found, lambda: _show_look(found))


def _show_look(found: dict[str, Any]) -> None:
    for line in found["said"]:
        click.echo(line)
    click.echo(f"{found['looks']} looks at {found['directories']} directories, "
               f"from {found['batches']} batches")
    for held in found["held"]:
        click.echo(f"held: {held['directory_id']} {held['observed_at']}: {held['reason']}",
                   err=True)
    if found["held"]:
        click.echo("decide with: prorata release DIRECTORY OBSERVED_AT --accept (or --discard) "
                   "--by NAME --reason TEXT", err=True)


@main.command()
@click.argument("directory")
@click.argument("observed_at")
@click.option("--accept/--discard", "is_accepted", default=None, required=True)
@click.option("--by", required=True, help="who decides")
@click.option("--reason", required=True)
@click.pass_obj
def release(
    call: Call, directory: str, observed_at: str, is_accepted: bool, by: str, reason: str
) -> None:
    """Decides a held observation."""
    estate = call.estate()
    moment = _moment(observed_at)
    decided = {
        "directory_id": directory,
        "observed_at": moment.isoformat(),
        "accept": is_accepted,
        "by": by,
        "reason": reason,
    }
    day = moment.astimezone(ZoneInfo(estate.settings.billing.time_zone)).date()
    _look(call, estate, {"releases": [decided]}, (day, day))


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.UsageError(
            f"{written!r} is no moment with its zone (use 2026-08-12T03:00:00Z)"
        )
    return moment


@main.command()
@click.argument("directory")
@click.argument("from_day", metavar="FROM")
@click.argument("to_day", metavar="TO")
@click.option("--carry/--empty", "is_carried", default=None, required=True,
              help="as on the last observed day, or nobody")
@click.option("--by", required=True, help="who decides")
@click.option("--reason", required=True)
@click.pass_obj
def cover(
    call: Call, directory: str, from_day: str, to_day: str, is_carried: bool, by: str, reason: str
) -> None:
    """Decides the days from FROM to before TO, on which nobody looked and nobody can."""
    estate = call.estate()
    first, end = _day(from_day), _day(to_day)
    decided = {
        "directory_id": directory,
        "from_day": first.isoformat(),
        "to_day": end.isoformat(),
        "carry": is_carried,
        "by": by,
        "reason": reason,
    }
    days = (first, end - timedelta(days=1)) if first < end else (first, first)
    _look(call, estate, {"covers": [decided]}, days)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise click.UsageError(f"{written!r} is no day (use 2026-08-17)") from None


@main.command()
@click.argument("period")
@click.option("--customer", "customer_id", metavar="ID", help="this customer alone")
@click.pass_obj
def bill(call: Call, period: str, customer_id: str | None) -> None:
    """Drafts of the period YYYY-MM: charges, checks, documents and their files."""
    from pipelines import jobs

    estate = call.estate()
    month = _month(period)
    _known_customer(estate, customer_id)
    outcome = _run(
        call,
        estate,
        jobs.MONTHLY,
        partitions=(period, period),
        days=(month, month),
        ops={"billing": {"customer_id": customer_id}},
    )
    found = _billed(estate, period, customer_id, outcome)
    call.done(found, lambda: _show_billed(found))
    reasons = _reasons(found)
    if reasons:
        fail(reasons)


def _month(period: str) -> date:
    try:
        return datetime.strptime(period, "%Y-%m").date()
    except ValueError:
        raise click.UsageError(f"{period!r} is no period (use YYYY-MM, as 2026-03)") from None


def _known_customer(estate: Estate, customer_id: str | None) -> None:
    from pipelines.estate.faults import nearest

    known = [str(row["customer_id"]) for row in _rows(estate, "customers")]
    if customer_id is not None and customer_id not in known:
        fail([f"unknown customer {customer_id!r}{nearest(customer_id, known)}"])


def _billed(
    estate: Estate, period: str, customer_id: str | None, outcome: Outcome
) -> dict[str, Any]:
    """What came of each customer's period, its blockers and warnings."""
    where = {"period": period, "customer_id": customer_id}
    periods = _ask(
        estate,
        "select p.customer_id, p.status, p.period_start, p.period_end, d.document_id, d.kind, "
        "p.currency, d.net, d.gross, d.due_day "
        "from periods as p left join documents as d "
        "on p.customer_id = d.customer_id and p.period = d.period where p.period = $period "
        "and ($customer_id is null or p.customer_id = $customer_id) order by p.customer_id",
        where,
    )
    names = ("customer_id", "status", "period_start", "period_end", "document_id", "kind",
             "currency", "net", "gross", "due_day")
    blockers = _ask(
        estate,
        "select customer_id, code, directory_id, detail, since, is_warning from blockers "
        "where period = $period and ($customer_id is null or customer_id = $customer_id) "
        "order by all",
        where,
    )
    blocked = ("customer_id", "code", "directory_id", "detail", "since", "is_warning")
    return {
        "run_id": outcome.run_id,
        "period": period,
        "customers": [dict(zip(names, row, strict=True)) for row in periods],
        "blockers": [dict(zip(blocked, row, strict=True)) for row in blockers],
        "documents": str(estate.settings.output.data / "documents" / period),
    }


def _show_billed(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"period {found['period']}", box=None, title_justify="left", pad_edge=False)
    for name, justify in (("customer", "left"), ("status", "left"), ("net", "right"),
                          ("gross", "right"), ("", "left"), ("due", "left")):
        table.add_column(name, justify=justify)
    for row in found["customers"]:
        table.add_row(
            row["customer_id"],
            row["status"].replace("_", " "),
            _amount(row["net"], row["currency"]),
            _amount(row["gross"], row["currency"]),
            row["currency"] if row["net"] is not None else "",
            str(row["due_day"] or ""),
        )
    Console(width=min(100, Console().width)).print(table)
    for row in found["blockers"]:
        if row["is_warning"]:
            click.echo(f"warning: {_blocker(row)}", err=True)
    click.echo(f"files: {found['documents']}")


def _amount(amount: Any, currency: str) -> str:
    from pipelines.estate.currencies import minor_digits

    return "" if amount is None else f"{amount:,.{minor_digits(currency)}f}"


def _blocker(row: dict[str, Any]) -> str:
    where = f" {row['directory_id']}" if row["directory_id"] else ""
    return f"{row['customer_id']}: {row['code']}{where}: {row['detail']}"


def _reasons(found: dict[str, Any]) -> list[str]:
    """Why the call did not do what was asked: blockers, or nothing that was over."""
    blocked = [f"blocked: {_blocker(row)}" for row in found["blockers"] if not row["is_warning"]]
    customers = found["customers"]
    if customers and all(row["status"] == "open" for row in customers):
        ends = min(row["period_end"] for row in customers)
        return [f"period {found['period']} is not over: it ends on {ends} at the earliest"]
    return blocked


@main.command()
@click.pass_obj
def publish(call: Call) -> None:
    """Rewrites finance.duckdb."""
    from pipelines import jobs, resources

    estate = call.estate()
    outcome = _run(call, estate, jobs.PUBLISH)
    path = resources.published(estate)
    call.done({"run_id": outcome.run_id, "path": str(path)}, lambda: click.echo(str(path)))


@main.command()
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
        except prompt.Wrong as wrong:
            fail([str(wrong)])


@main.command()
@click.argument("folder", default="demo", type=click.Path(path_type=Path))
@click.pass_obj
def demo(call: Call, folder: Path) -> None:
    """Writes a demo estate, plays its months and says where to look."""
    from pipelines.demo import play

    try:
        play.play(folder, is_json=call.is_json)
    except FileExistsError:
        fail([f"{folder} is there and not empty (name another folder, or remove it)"])


def _today(call: Call, estate: Estate) -> date:
    zone = ZoneInfo(estate.settings.billing.time_zone)
    return (call.now(estate) or datetime.now(zone)).astimezone(zone).date()


def _run(call: Call, estate: Estate, job: str, **given: Any) -> Outcome:
    """The job's outcome, or exit 1 with every reason."""
    from rich.console import Console

    # Dagster announces what is in beta to every user of a program built on it.
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    import warnings

    warnings.simplefilter("ignore")
    from pipelines import runs

    with Console(stderr=True).status(f"{job} …"):
        outcome = runs.run(estate, job, now=call.now(estate), **given)
    if not outcome.is_success:
        fail([*outcome.told, *([] if outcome.told else [outcome.problem])])
    return outcome


def _ask(estate: Estate, query: str, given: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    from pipelines import resources
    from sql import publish as published

    with published.reader(resources.published(estate)) as connection:
        return connection.execute(query, given or {}).fetchall()
