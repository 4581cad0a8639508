"""When: jobs with their selection, schedules with cron and zone, beside each other."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg

from assets import finance, graph
from pipelines.estate.model import Estate
from pipelines.observing import folders, targets

OBSERVING = "observe_directories"
DAILY = "daily_snapshot"
MONTHLY = "monthly_billing"
PREVIEW = "preview_billing"
ISSUE = "issue_documents"
APPROVE = "approve_drafts"
PUBLISH = "publish_finance"
BILLED, PREVIEWED = "billing", "billing__previews"  # the steps that take what is asked for
ASKING = "prorata/directories"  # tag of runs that ask directories; one such run at a time


def build(estate: Estate) -> tuple[list[Any], list[dg.ScheduleDefinition]]:
    """Jobs and schedules; an estate with live directories looks into them every night."""
    time_zone = estate.settings.billing.time_zone
    observing = _job(
        OBSERVING,
        graph.OBSERVING,
        "a look at each live directory, new batches of recorded ones, and all that daily_snapshot "
        "makes of it",
        tags={ASKING: "live"},
    )
    daily = _job(
        DAILY,
        graph.LOOKING,
        "what came of directories: landing, snapshot, history, finance",
    )
    monthly = _job(
        MONTHLY,
        graph.BILLING,
        "drafts of a period: charges, checks, documents and their files, finance",
    )
    publish = _job(
        PUBLISH,
        graph.PUBLISHING,
        "the estate as it is now, and finance.duckdb anew",
        tags={finance.ANEW: "true"},
    )
    preview = _job(
        PREVIEW,
        graph.PREVIEWING,
        "a period still open, billed as if everybody kept what they have; only files",
    )
    issue = _job(
        ISSUE,
        graph.ISSUING,
        "a period drafted once more, then numbered, frozen and settled",
    )
    approve = _job(
        APPROVE,
        graph.APPROVING,
        "who approved which content of the drafts of a period",
    )
    nightly = OBSERVING if targets.live(estate) or folders.listed(estate) else DAILY
    return [observing, daily, monthly, preview, approve, issue, publish], [
        _every_night(nightly, estate),
        _first_of_the_month(time_zone),
    ]


def _job(
    name: str, selection: dg.AssetSelection, description: str, tags: dict[str, str] | None = None
) -> Any:
    return dg.define_asset_job(
        name,
        selection=selection,
        description=description,
        executor_def=dg.in_process_executor,
        tags=tags,
    )


def _every_night(job: str, estate: Estate) -> dg.ScheduleDefinition:
    """The day that has begun, in the estate's zone, with the batches that stand in folders then."""
    time_zone = estate.settings.billing.time_zone

    @dg.schedule(
        name="every_night", job_name=job, cron_schedule="30 3 * * *", execution_timezone=time_zone
    )
    def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        moment = context.scheduled_execution_time.astimezone(ZoneInfo(time_zone))
        found = folders.batches(estate)
        given = {"ops": {"landing": {"config": {"recorded": found}}}} if found else {}
        return dg.RunRequest(partition_key=f"{moment:%Y-%m-%d}", run_config=given)

    return every_night


def _first_of_the_month(time_zone: str) -> dg.ScheduleDefinition:
    """The period that began with the month before, which is over for most customers."""

    @dg.schedule(
        name="first_of_the_month",
        job_name=MONTHLY,
        cron_schedule="0 6 1 * *",
        execution_timezone=time_zone,
    )
    def first_of_the_month(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        moment = context.scheduled_execution_time.astimezone(ZoneInfo(time_zone))
        before = moment.replace(day=1) - timedelta(days=1)
        return dg.RunRequest(partition_key=f"{before:%Y-%m}")

    return first_of_the_month
