"""Landing: batches of looks as they came, what was decided about them, and what they stand at."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg
from pydantic import Field

from assets import arrivals, observing, recorded, tables, waiting
from assets.partitions import Calendar
from assets.premises import Premises, Refusal
from assets.recorded import Recorded
from sql import rulings, stages

NAMES = ("observations", "statuses")
DECIDED = ("judgements", "covers", "attempts")
TABLES = frozenset(f"landing.{name}" for name in (*NAMES, *DECIDED))


class Release(dg.Config):
    """A person's decision about a held look."""

    directory_id: str
    observed_at: str
    accept: bool
    by: str
    reason: str


class Cover(dg.Config):
    """A person's decision about days that nobody observed; `to_day` is exclusive."""

    directory_id: str
    from_day: str
    to_day: str
    carry: bool
    by: str
    reason: str


class Arrivals(dg.Config):
    """What a run brings into landing; nothing, where it only replays."""

    batches: list[str] = Field(default_factory=list, description="folders of recorded batches")
    recorded: list[Recorded] = Field(
        default_factory=list, description="batches in the folders of recorded directories"
    )
    releases: list[Release] = Field(default_factory=list, description="held looks to decide")
    covers: list[Cover] = Field(default_factory=list, description="unobserved days to decide")


def build(known: frozenset[str], calendar: Calendar) -> dg.AssetsDefinition:
    derived, checks = tables.specs("landing", NAMES, known, calendar.days())
    # A batch is judged against the estate, though no SELECT of landing reads it.
    # What live directories showed comes through a folder, which no SELECT reads either.
    derived[0] = derived[0].replace_attributes(
        deps=[["reference", "directory_terms"], observing.LOOKS]
    )
    decided = [
        dg.AssetSpec(
            ["landing", name],
            description=sentence,
            group_name="landing",
            kinds={"json", "duckdb"},
            owners=tables.OWNERS,
            deps=[["landing", "observations"]],
            partitions_def=calendar.days(),
        )
        for name, sentence in (
            ("judgements", "what the guard or a person decided about a look"),
            ("covers", "what a person decided about days that nobody observed"),
            ("attempts", "which live directory could not be looked into, and why"),
        )
    ]

    @dg.multi_asset(
        name="landing",
        specs=[*derived, *decided],
        check_specs=checks,
        can_subset=True,
        pool="warehouse",
        backfill_policy=dg.BackfillPolicy.single_run(),
        required_resource_keys={"premises"},
    )
    def landing(
        context: dg.AssetExecutionContext, config: Arrivals
    ) -> Iterator[dg.MaterializeResult[Any]]:
        premises: Premises = context.resources.premises()
        _take(premises, config)
        yield from tables.results(context, premises.house, "landing", ["observations"])
        yield from tables.counted(context, "landing", _decided(premises))
        yield from tables.results(context, premises.house, "landing", ["statuses"])

    return landing


def _decided(premises: Premises) -> dict[str, int]:
    return {
        name: premises.house.rows(f"select count(*) from landing.{name}")[0][0] for name in DECIDED
    }


def _take(premises: Premises, config: Arrivals) -> None:
    """Brings in what the run was given. What it refuses is told to whoever asked; the event log
    keeps only how many faults there were, for a fault quotes what a file says."""
    premises.bring("reference", "landing")
    try:
        waiting.take(premises)
        recorded.take(premises, config.recorded)
        arrivals.bring(premises, config.batches)
        for release in config.releases:
            _release(premises, release)
        for cover in config.covers:
            _cover(premises, cover)
    except Refusal as refusal:
        premises.told.extend(refusal.faults)
        raise dg.Failure(
            f"refused with {len(refusal.faults)} faults, nothing was written "
            "(the same command in a terminal names each of them)",
            allow_retries=False,
        ) from None
    stages.landing(premises.house, premises.truths)


def _release(premises: Premises, release: Release) -> None:
    moment = datetime.fromisoformat(release.observed_at).astimezone(UTC)
    try:
        judged = rulings.release(
            premises.house,
            premises.truths,
            directory_id=release.directory_id,
            observed_at=moment,
            accept=release.accept,
            by=release.by,
            reason=release.reason,
        )
    except rulings.Refused as refused:
        raise Refusal(
            [f"the look of {moment:%Y-%m-%dT%H:%M:%SZ} at {release.directory_id} is {refused}"]
        ) from None
    for judgement in judged[1:]:
        premises.told.append(
            f"{judgement.directory_id} {judgement.observed_at:%Y-%m-%dT%H:%M:%SZ} "
            f"is {judgement.status} now"
        )


def _cover(premises: Premises, cover: Cover) -> None:
    try:
        rulings.cover(
            premises.house,
            premises.truths,
            directory_id=cover.directory_id,
            from_day=cover.from_day,
            to_day=cover.to_day,
            carry=cover.carry,
            by=cover.by,
            reason=cover.reason,
        )
    except rulings.Refused as refused:
        raise Refusal([f"cover of {cover.directory_id}: {refused}"]) from None
