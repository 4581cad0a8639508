"""Makes the modules of these tests, the desk and the oracle importable by name."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(TESTS / "command"), str(TESTS / "oracle")]
