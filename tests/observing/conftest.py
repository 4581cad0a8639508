"""Makes the modules of these tests, the desk and the emulator of Graph importable by name."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
BESIDE = ("command", "oracle", "entra", "peers/graph")
sys.path[:0] = [str(HERE), *(str(HERE.parent / name) for name in BESIDE)]
