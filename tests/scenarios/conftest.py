"""Makes the modules of these tests, the clerk and the oracle's writers importable by name."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOMS = ("scenarios", "ledger", "command", "oracle", "sql")
sys.path[:0] = [str(TESTS / room) for room in ROOMS]
