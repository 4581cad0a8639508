"""What `check` does with live directories: sign in to each, read a page, say what lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipelines.verbs import terminal
from pipelines.verbs.call import Call

if TYPE_CHECKING:
    from assets.lookout import Failure
    from pipelines.estate.model import Estate

STYLES = {"result": {"ok": "green"}}


def tried(call: Call, estate: Estate) -> list[dict[str, Any]]:
    """Every live directory that is not over, in the order of directories.csv, and what it said."""
    from pipelines import resources
    from pipelines.observing import targets

    now = call.now(estate)
    found = targets.unended(estate, resources.watch(estate, now).moment())
    if not found:
        return []
    with terminal.working("signing in …") as settled:
        failed = resources.watch(estate, now, settled).check(found)
    said = {failure.directory_id: failure for failure in failed}
    names = [row["directory_id"] for row in found]
    return [_row(name, said.get(name)) for name in names]


def _row(directory_id: str, failure: Failure | None) -> dict[str, Any]:
    return {
        "directory_id": directory_id,
        "is_ok": failure is None,
        "cause": failure and failure.cause,
        "problem": failure and failure.problem,
        "advice": failure and failure.advice,
    }


def show(tried: Sequence[dict[str, Any]]) -> None:
    """A row for each, and where it failed what to do."""
    cells = [(row["directory_id"], row["cause"] or "ok", row["advice"] or "") for row in tried]
    terminal.table(("directory", "result", "what to do"), cells, styles=STYLES)


def reason(row: dict[str, Any]) -> str:
    """What happened at a directory."""
    return f"{row['directory_id']}: {row['cause']}: {row['problem']}"
