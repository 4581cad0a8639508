"""From the estate to what a run works with: the one place where the rooms' parts are built."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets.lookout import Failure
from assets.premises import PREVIEWED, Paper, Premises, Rendered
from pipelines.estate.model import Estate, Table
from pipelines.observing.watch import Watch
from pipelines.readers import batch
from reports.document import Party
from reports.formats import FORMATS
from sql import past, publish, stages, warehouse
from sql.decisions import Decisions
from sql.ledger import Ledger
from sql.stages import Truths

if TYPE_CHECKING:
    import dagster as dg

LOGO_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


def formats() -> frozenset[str]:
    return frozenset(FORMATS)


def published(estate: Estate) -> Path:
    return estate.settings.output.data / "finance.duckdb"


def previews(estate: Estate) -> Path:
    return estate.settings.output.data / "preview"


def ledger_checked(estate: Estate) -> tuple[int, list[str]]:
    """Issued documents, and where their chain breaks or finance.duckdb has others."""
    return publish.ledger_checked(Ledger(estate.settings.output.data / "ledger"), published(estate))


def preview(estate: Estate, period: str) -> dict[str, Any]:
    """Customers and blockers of the period's last preview, amounts as Decimal."""
    found: dict[str, Any] = json.loads((previews(estate) / period / PREVIEWED).read_bytes())
    for row in found["customers"]:
        row |= {name: row[name] and Decimal(row[name]) for name in ("net", "gross")}
    return found


Wrong = publish.Wrong


def ask(
    path: Path, question: str, given: Mapping[str, Any] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows of an answer from a published file, read-only; raises Wrong."""
    return publish.ask(path, question, given)


def premises(
    estate: Estate,
    now: datetime | None,
    told: list[str],
    failures: list[Failure] | None = None,
    rendered: Rendered | None = None,
) -> dg.ResourceDefinition:
    """A resource that holds the lock of the data folder for as long as a run works. A run that
    looks into directories opens it afterwards: a slow tenant keeps nobody from billing."""
    # Whoever checks an estate or asks finance.duckdb does not wait for Dagster to be read.
    import dagster as dg

    @dg.resource(description="the estate, its warehouse under the lock, and the outbox")
    @contextmanager
    def opened(context: dg.InitResourceContext) -> Iterator[Callable[[], Premises]]:
        with ExitStack() as held:
            house = _inside(estate, now, told=told, failures=[] if failures is None else failures)
            open_once = cache(lambda: _telling(held.enter_context(house), rendered))
            # Before a step has its place in a pool: who holds a place and waits for the lock, and
            # who holds the lock and waits for that place, would wait for ever.
            if not (context.run and _looks_first(context.run)):
                open_once()
            yield open_once

    return opened


def _looks_first(run: dg.DagsterRun) -> bool:
    from assets.observing import LOOKS
    from pipelines.jobs import OBSERVING

    return run.job_name == OBSERVING or LOOKS in (run.asset_selection or ())


@contextmanager
def _inside(
    estate: Estate, now: datetime | None, *, told: list[str], failures: list[Failure]
) -> Iterator[Premises]:
    from pipelines.estate import versions

    data = estate.settings.output.data
    with warehouse.lock(data, _say_waiting), warehouse.opened(data) as house:
        # Whoever waited for the lock records when it came in, not when it came.
        moment = now or datetime.now().astimezone()
        stages.forget_unfinished(house)
        past.forget(data)
        decisions = Decisions(data / "decisions")
        versions.keep(estate, data, decisions, moment)
        yield Premises(
            house=house,
            truths=_truths(estate, decisions, moment),
            paper=_paper(estate),
            read_batch=batch.read,
            published=published(estate),
            versions=lambda version: _truths(_version(estate, version, data), decisions, moment),
            elsewhere=lambda other, version, then: _inside(
                _version(estate, version, other), then, told=told, failures=failures
            ),
            told=told,
            failures=failures,
        )


def _telling(made: Premises, rendered: Rendered | None) -> Premises:
    return replace(made, rendered=rendered) if rendered else made


def lookout(watch: Watch) -> dg.ResourceDefinition:
    import dagster as dg

    return dg.ResourceDefinition.hardcoded_resource(watch, "the estate's live directories")


def watch(
    estate: Estate, now: datetime | None, settled: Callable[[int, int, int], None] | None = None
) -> Watch:
    """Who looks into live directories; `settled` is told how far a round is."""
    made = Watch(estate, os.environ, now)
    return replace(made, settled=settled) if settled else made


def _say_waiting() -> None:
    print("waiting for another run of this estate to finish", file=sys.stderr, flush=True)


def _truths(estate: Estate, decisions: Decisions, moment: datetime) -> Truths:
    return Truths(
        estate={**estate.tables, "settings": _settings(estate)},
        decisions=decisions,
        removal_guard=estate.settings.billing.removal_guard,
        now=moment,
        issued=Ledger(estate.settings.output.data / "ledger"),
        version=estate.version,
        is_next_invoice=estate.settings.billing.correction == "next_invoice",
    )


def _version(estate: Estate, version: str, data: Path) -> Estate:
    """The estate as it was when a version of it was used, working in a data folder."""
    from pipelines.estate.read import restore

    folder = estate.settings.output.data / "estates" / version
    then = restore(estate.root, {p.name: p.read_bytes() for p in folder.iterdir()}, formats())
    output = replace(then.settings.output, data=data)
    return replace(then, settings=replace(then.settings, output=output))


def _settings(estate: Estate) -> Table:
    """The settings that billing reads, as a table of one row."""
    billing, seller = estate.settings.billing, estate.settings.seller
    columns = {
        "currency": ("VARCHAR", billing.currency),
        "time_zone": ("VARCHAR", billing.time_zone),
        "gap_days": ("INTEGER", billing.gap_days),
        "payment_days": ("INTEGER", billing.payment_days),
        "seller_name": ("VARCHAR", seller.name),
        "seller_street": ("VARCHAR", seller.street),
        "seller_postcode": ("VARCHAR", seller.postcode),
        "seller_city": ("VARCHAR", seller.city),
        "seller_country": ("VARCHAR", seller.country),
        "seller_vat_id": ("VARCHAR", seller.vat_id),
        "seller_email": ("VARCHAR", seller.email),
        "seller_iban": ("VARCHAR", seller.iban),
    }
    return Table(
        name="settings",
        columns=tuple(columns),
        types=tuple(kind for kind, _ in columns.values()),
        rows=(tuple(value for _, value in columns.values()),),
    )


def _paper(estate: Estate) -> Paper:
    seller, output = estate.settings.seller, estate.settings.output
    return Paper(
        folder=output.data / "documents",
        previews=previews(estate),
        exported=output.data / "exports",
        formats=output.formats,
        exports=output.exports,
        seller=Party(
            name=seller.name,
            street=seller.street or None,
            postcode=seller.postcode or None,
            city=seller.city or None,
            country=seller.country or None,
            vat_id=seller.vat_id or None,
            email=seller.email or None,
            iban=seller.iban or None,
            electronic_address=seller.electronic_address or None,
        ),
        payment_days=estate.settings.billing.payment_days,
        time_zone=estate.settings.billing.time_zone,
        invoice_number=estate.settings.billing.invoice_number,
        credit_note_number=estate.settings.billing.credit_note_number,
        is_approved_first=estate.settings.billing.approval,
        accent=seller.accent or None,
        logo=seller.logo.read_bytes() if seller.logo else None,
        logo_type=LOGO_TYPES.get(seller.logo.suffix.lower()) if seller.logo else None,
    )


def first_landed(estate: Estate) -> date | None:
    """The day of the earliest look in landing, in the estate's zone; None before any landed."""
    from zoneinfo import ZoneInfo

    from sql import intake

    earliest = intake.earliest(estate.settings.output.data / "landing")
    return (
        earliest.astimezone(ZoneInfo(estate.settings.billing.time_zone)).date()
        if earliest
        else None
    )
