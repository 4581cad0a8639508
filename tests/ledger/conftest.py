"""Makes the modules of these tests, the desk and the oracle importable by name."""

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(TESTS / "command"), str(TESTS / "oracle")]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--plays",
        type=int,
        default=0,
        help="how many random years of the ledger are played, at random (else a few, always these)",
    )
