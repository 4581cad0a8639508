"""Issues periods in processes that a test may kill (desk_forked.py).

python issuing_process.py ESTATE DAY
run PERIOD        issues it
"""

from __future__ import annotations

import sys
from datetime import date
from functools import partial
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(TESTS / "command"), str(TESTS / "oracle")]

from clerk import issue  # noqa: E402
from desk_forked import serve  # noqa: E402
from desk_spine import premises  # noqa: E402


def run(estate: Path, today: date, period: str) -> None:
    with premises(estate, today) as work:
        issue(work, [period], None)


if __name__ == "__main__":
    serve({"run": partial(run, Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))})
