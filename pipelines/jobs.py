"""When: jobs with their selection, schedules with cron and zone, beside each other."""

from __future__ import annotations

import dagster as dg

from assets import graph

DAILY = "daily_snapshot"
MONTHLY = "monthly_billing"
PUBLISH = "publish_finance"


def build(
    time_zone: str,
) -> tuple[list[dg.UnresolvedAssetJobDefinition], list[dg.ScheduleDefinition]]:
    daily = dg.define_asset_job(
        DAILY,
        selection=graph.LOOKING,
        description="what came of directories: landing, snapshot, history, finance",
        executor_def=dg.in_process_executor,
    )
    monthly = dg.define_asset_job(
        MONTHLY,
        selection=graph.BILLING,
        description="drafts of a period: charges, checks, documents and their files, finance",
        executor_def=dg.in_process_executor,
    )
    publish = dg.define_asset_job(
        PUBLISH,
        selection=graph.PUBLISHING,
        description="the estate as it is now, and finance.duckdb anew",
        executor_def=dg.in_process_executor,
    )
    schedules = [
        dg.ScheduleDefinition(
            name="every_night", job=daily, cron_schedule="30 3 * * *", execution_timezone=time_zone
        ),
        dg.ScheduleDefinition(
            name="first_of_the_month",
            job=monthly,
            cron_schedule="0 6 1 * *",
            execution_timezone=time_zone,
        ),
    ]
    return [daily, monthly, publish], schedules
