"""How far rendering is: a bar on a terminal, nothing in a pipe."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from desk import Desk
from desk_estate import MARCH, batch, look, small

PREVIEW = ("bill", MARCH, "--preview")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("progress")
    made = small(root)
    made.done("import", batch(root, "b", look(1, ["u1", "u2"])))
    return made


def command(desk: Desk, *verb: str) -> list[str]:
    given = ["--estate", str(desk.estate), "--today", f"{desk.today}T10:00:00Z", "--json"]
    program = "from pipelines.cli import main; main()"
    return [sys.executable, "-c", program, *given, *verb]


def on_a_terminal(asked: list[str]) -> str:
    """What a command writes to the terminal that its stderr is."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=theirs, env=TERMINAL) as run:
        os.close(theirs)
        said = b"".join(iter(lambda: read(ours), b""))
    os.close(ours)
    assert run.returncode == 0, said
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode())


TERMINAL = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}


def read(handle: int) -> bytes:
    """A terminal that nobody writes to any more is an error to read."""
    try:
        return os.read(handle, 65536)
    except OSError:
        return b""


def test_a_terminal_shows_how_many_files_stand(desk: Desk) -> None:
    said = on_a_terminal(command(desk, *PREVIEW))
    (files,) = desk.data.glob(f"preview/{MARCH}/acme")
    count = len([path for path in files.iterdir() if path.name != ".made"])
    assert f"━ {count} of {count} files" in said


def test_a_pipe_and_the_logs_hear_nothing_of_it(desk: Desk) -> None:
    run = subprocess.run(command(desk, *PREVIEW), capture_output=True, check=True, text=True)
    assert "━" not in run.stdout + run.stderr
    logs = [path for path in Path(desk.data / "dagster").rglob("*") if path.is_file()]
    assert not any(b" files" in path.read_bytes() for path in logs)
