"""Issues periods in processes that a test may kill: everything is imported once, then forked.

python issuing_process.py ESTATE DAY     and then, line by line on standard input:
run PERIOD                               answers with the pid of a process that issues it
wait PID                                 answers with how it ended; below zero: by which signal
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(TESTS / "command"), str(TESTS / "oracle")]

from clerk import issue  # noqa: E402
from desk_spine import premises  # noqa: E402


def run(estate: Path, today: date, period: str) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            with premises(estate, today) as work:
                issue(work, [period], None)
        except BaseException as problem:
            print(repr(problem), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return pid


def main(estate: Path, today: date) -> None:
    for line in sys.stdin:
        verb, argument = line.split()
        if verb == "run":
            print(run(estate, today, argument), flush=True)
        else:
            _, status = os.waitpid(int(argument), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
