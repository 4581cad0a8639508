"""A virtual environment for each peer, made from its pinned requirements."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import processes

PEERS = Path(__file__).parent / "peers"


def made(home: Path, peer: str) -> Path:
    """Where the programs of a peer's environment are; it is made when its pins have changed."""
    wanted = (PEERS / peer / "requirements.txt").read_text()
    folder = home / peer
    mark = folder / "made_from.txt"
    if not mark.exists() or mark.read_text() != wanted:
        print(f"… environment {peer}", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        processes.run([sys.executable, "-m", "venv", folder])
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
        requirements = PEERS / peer / "requirements.txt"
        processes.run([*pip, "--disable-pip-version-check", "-r", requirements])
        mark.write_text(wanted)
    return folder / "bin"
