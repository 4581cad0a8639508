"""Makes this folder's modules, the command's and the oracle's importable by name."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / name) for name in ("history", "command", "oracle")]
