"""Makes the modules of these tests, the desk and the oracle importable by name."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "command"), str(HERE.parent / "oracle")]
