"""What a test may kill, in processes that import everything once and then fork.

Such a script calls `serve`, and then answers line by line on standard input:
VERB ARGUMENT...    with the pid of a process that does it
wait PID            with how it ended; below zero: by which signal
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


def serve(verbs: Mapping[str, Callable[..., None]]) -> None:
    for line in sys.stdin:
        verb, *arguments = line.split()
        if verb == "wait":
            _, status = os.waitpid(int(arguments[0]), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
        else:
            print(_forked(verbs[verb], arguments), flush=True)


def _forked(work: Callable[..., None], arguments: Sequence[str]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work(*arguments)
        except BaseException as problem:
            print(repr(problem), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return pid


@dataclass(slots=True)
class Forks:
    """A process that serves, as the test has it."""

    process: subprocess.Popen[str]

    def begin(self, *words: object) -> int:
        return self._ask(*words)

    def ended(self, pid: int) -> int:
        """How it ended, when it has."""
        return self._ask("wait", pid)

    def kill(self, pid: int) -> int:
        """How it ended: by this, unless it was over."""
        os.kill(pid, signal.SIGKILL)
        return self.ended(pid)

    def is_over(self, pid: int) -> bool:
        """It has ended, and waits for nobody but who asks how."""
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("Z")

    def _ask(self, *words: object) -> int:
        assert self.process.stdin
        assert self.process.stdout
        print(*words, file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())


@contextmanager
def forks(script: Path, *arguments: object) -> Iterator[Forks]:
    with subprocess.Popen(
        [sys.executable, str(script), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Forks(process)
        assert process.stdin
        process.stdin.close()
