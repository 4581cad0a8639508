"""Publishes in processes that a test may kill (desk_forked.py).

python publishing_process.py ESTATE DAY PERIOD
renew, anew       writes the period again, or everything
"""

from __future__ import annotations

import sys
from datetime import date
from functools import partial
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "command"), str(TESTS / "oracle")]

from desk_forked import serve  # noqa: E402
from desk_spine import premises  # noqa: E402

from sql import publish, stages, unpublished  # noqa: E402


def write(estate: Path, today: date, period: str, *, is_anew: bool) -> None:
    with premises(estate, today) as work:
        stages.history(work.house, work.truths)
        unpublished.mark(work.house.connection, "periods", f"select '{period}', null")
        publish.write(work.house, work.truths, work.published, is_anew=is_anew)


if __name__ == "__main__":
    told = partial(write, Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), sys.argv[3])
    serve({"renew": partial(told, is_anew=False), "anew": partial(told, is_anew=True)})
