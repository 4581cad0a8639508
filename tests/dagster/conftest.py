"""Makes the desk of the command's tests importable by name: tests are no package."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("command", "oracle")]
