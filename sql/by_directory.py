"""An incoming batch of live directories, one look each: judged directory by directory."""

from __future__ import annotations

from collections.abc import Sequence

from sql import intake, query
from sql.warehouse import Rows, Warehouse


def faulty(house: Warehouse) -> Rows:
    """Rows (directory, moment, problems) of the directories whose look cannot be taken."""
    house.execute(
        f"create or replace table incoming.faults as\n{query.text('landing/intake/faults.sql')}"
    )
    return house.ask("landing/intake/faulty.sql")


def leave_out(house: Warehouse, directories: Sequence[str]) -> None:
    """Takes what came of these directories out of the incoming batch."""
    for table in intake.TABLES if directories else ():
        house.execute(
            f"delete from incoming.{table} where list_contains($directories, directory_id)",
            {"directories": list(directories)},
        )


def repeat(house: Warehouse) -> None:
    """An incoming look that shows what the last accepted one showed becomes its `same_as`."""
    intake.new_looks(house)
    house.execute(
        "create or replace table incoming.repeats as\n" + query.text("landing/intake/repeats.sql")
    )
    house.execute(
        "update incoming.observations as o set same_as = r.same_as from incoming.repeats as r "
        "where o.directory_id = r.directory_id and o.observed_at = r.observed_at"
    )
    for table in ("users", "assignments"):
        house.execute(
            f"delete from incoming.{table} as t using incoming.repeats as r "
            "where t.directory_id = r.directory_id and t.observed_at = r.observed_at"
        )
