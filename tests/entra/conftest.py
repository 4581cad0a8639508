"""The emulator of Graph for a session of tests, and tenants to look at."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "peers" / "graph")]


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    from graph_server import emulated

    with emulated(tmp_path_factory.mktemp("graph")) as emulator:
        yield emulator
