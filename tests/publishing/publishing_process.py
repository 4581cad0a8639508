"""Publishes in processes that a test may kill: everything is imported once, then forked.

python publishing_process.py ESTATE DAY PERIOD    and then, line by line on standard input:
renew, anew       answers with the pid of a process that writes the period again, or everything
wait PID          answers with how it ended; below zero: by which signal
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "command"), str(TESTS / "oracle")]

from desk_spine import premises  # noqa: E402

from sql import publish, stages, unpublished  # noqa: E402


def run(estate: Path, today: date, period: str, *, is_anew: bool) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            with premises(estate, today) as work:
                stages.history(work.house, work.truths)
                marked = f"select '{period}', null"
                unpublished.mark(work.house.connection, "periods", marked)
                publish.write(work.house, work.truths, work.published, is_anew=is_anew)
        except BaseException as problem:
            print(repr(problem), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return pid


def main(estate: Path, today: date, period: str) -> None:
    for line in sys.stdin:
        verb, *argument = line.split()
        if verb == "wait":
            _, status = os.waitpid(int(argument[0]), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
        else:
            print(run(estate, today, period, is_anew=verb == "anew"), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), sys.argv[3])
