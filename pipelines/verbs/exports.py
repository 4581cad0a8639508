"""`import --format`: one export of another program as one look, and which of its SKUs are new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from pipelines.verbs import terminal
from pipelines.verbs.call import fail, rows
from pipelines.verbs.terminal import counted

if TYPE_CHECKING:
    from pipelines.estate.model import Estate
    from pipelines.readers.m365_users import Export

FORMATS = ("m365-users",)
KINDS = ("recorded", "entra")  # of directories whose accounts an export can show
YEARS = range(1991, 2099)  # a zone may move a look into the year beside; batches end there


@dataclass(frozen=True, slots=True)
class Asked:
    """The export that a call names: its file, what it shows and when it did."""

    path: Path
    directory_id: str
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Converted:
    """An export as a batch in a folder that is gone afterwards, and what to say of it."""

    path: Path
    folder: Path
    day: date
    found: dict[str, Any]

    def worded(self, reason: str) -> str:
        """A reason that names the export, not the batch that was made of it."""
        return reason.replace(str(self.folder / "observations.parquet"), str(self.path))


def asked(
    paths: Sequence[Path], kind: str | None, directory: str | None, observed_at: str | None
) -> Asked | None:
    """What the options of import name; None of a batch, UsageError of half an export."""
    if kind is None:
        if directory is not None or observed_at is not None:
            named = " or ".join(FORMATS)
            raise click.UsageError(f"--directory and --observed-at want --format ({named})")
        return None
    if directory is None or observed_at is None:
        raise click.UsageError(f"--format {kind} wants --directory ID and --observed-at TIMESTAMP")
    if len(paths) > 1:
        raise click.UsageError(f"--format {kind} takes one FILE: it is one look at one directory")
    return Asked(paths[0], directory, _moment(observed_at))


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.UsageError(
            f"--observed-at {written!r} is no moment with its zone (use 2026-03-01T09:00:00Z)"
        )
    if moment.year not in YEARS:
        raise click.UsageError(f"--observed-at {written!r} is not within the years 1991 to 2098")
    return moment.astimezone(UTC)


@contextmanager
def converted(estate: Estate, asked: Asked) -> Iterator[Converted]:
    """The export as a batch, judged whole; exit 1 with every fault of it."""
    from assets.premises import Refusal
    from pipelines.readers import m365_users

    listed = {str(row["sku"]).lower(): row["product_code"] for row in rows(estate, "skus")}
    faults = _unfit(estate, asked.directory_id)
    try:
        with terminal.console(to_stderr=True).status(terminal.plain(f"{asked.path.name} …")):
            export = m365_users.read(asked.path, listed)
    except Refusal as refusal:
        faults += refusal.faults
    if faults:
        fail(faults)
    zone = ZoneInfo(estate.settings.billing.time_zone)
    with TemporaryDirectory(prefix="prorata-") as beside:
        folder = Path(beside) / "export"
        m365_users.write(export, folder, asked.directory_id, asked.observed_at)
        day = asked.observed_at.astimezone(zone).date()
        yield Converted(asked.path, folder, day, _found(export, listed, estate))


def _unfit(estate: Estate, directory_id: str) -> list[str]:
    """Why the directory cannot be what the export shows."""
    from pipelines.estate.faults import choices, nearest, shown

    kinds = {str(row["directory_id"]): row["kind"] for row in rows(estate, "directories")}
    if directory_id not in kinds:
        like = nearest(directory_id, kinds)
        return [f"unknown directory {shown(directory_id)} (nearest: {like})"]
    if kinds[directory_id] not in KINDS:
        return [
            f"directory {shown(directory_id)} is of kind {kinds[directory_id]}, whose accounts "
            f"have other ids (an export shows a directory of kind {choices(KINDS)})"
        ]
    return []


def _found(export: Export, listed: dict[str, object], estate: Estate) -> dict[str, Any]:
    from pipelines import skus

    held = Counter(sku_id.lower() for user in export.users for sku_id in user.sku_ids)
    new = skus.unlisted(export.skus.values(), listed)
    lines = skus.rows(new, _columns(estate))
    return {
        "export": {
            "users": len(export.users),
            "assignments": held.total(),
            "deleted": export.deleted,
            "absent": list(export.absent),
        },
        "unlisted_skus": [
            {
                "sku_id": sku.sku_id,
                "sku_part_number": sku.part_number,
                "name": sku.name,
                "users": held[sku.sku_id.lower()],
                "row": line,
            }
            for sku, line in zip(new, lines, strict=True)
        ],
    }


def _columns(estate: Estate) -> list[str]:
    """The header of the estate's own skus.csv, in its order."""
    from pipelines.estate import comments
    from pipelines.estate.records import numbered

    text = estate.files["skus.csv"].decode("utf-8-sig")
    return next(numbered(comments.without(text)))[1]


def show(found: dict[str, Any]) -> None:
    """What the export held, and rows to paste."""
    export, new = found["export"], found["unlisted_skus"]
    left_out = f", {export['deleted']} deleted left out" if export["deleted"] else ""
    users, held = counted(export["users"], "user"), counted(export["assignments"], "assignment")
    click.echo(f"{users} with {held}{left_out}")
    if export["absent"]:
        click.echo(f"left blank, for the export has no such column: {', '.join(export['absent'])}")
    if not new:
        return
    if not any(sku["name"] in sku["row"] for sku in new):
        click.echo(f"SKUs without a row in skus.csv: {', '.join(sku['name'] for sku in new)}")
    click.echo("not in skus.csv: paste these rows, each with its product (blank is not billed)")
    for sku in new:
        click.echo(sku["row"])
