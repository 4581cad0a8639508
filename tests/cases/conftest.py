"""Makes the modules of the published cases importable by name, with the desk that they are played
at: they are no package."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / room) for room in ("cases", "command", "oracle")]
