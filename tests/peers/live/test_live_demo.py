"""The live demo plays to its end, and bills what the administrators did."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.peers

PEERS = Path(__file__).parents[1]
LINES = """\
customer_id  display_name     product  from_day    days  amount
werft        Frauke Ahlers    premium  2026-03-29  3     3.000
werft        Hauke Brodersen  premium  2026-03-29  2     2.000
werft        Hauke Brodersen  apps     2026-03-31  1     0.500
werft        Frauke Ahlers    cad      2026-03-29  2     4.000
werft        Jonas Thode      cad      2026-03-30  2     4.000
lotsen       Boy Lornsen      premium  2026-03-29  3     3.000
lotsen       Imke Petersen    premium  2026-03-30  1     1.000
lotsen       Telse Claasen    premium  2026-03-29  3     3.000
"""


def test_three_days_of_two_live_directories_are_billed(tmp_path: Path) -> None:
    path = os.pathsep.join(str(PEERS / name) for name in ("graph", "domain"))
    done = subprocess.run(
        [sys.executable, str(PEERS / "live" / "play.py"), str(tmp_path / "estate")],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert LINES in done.stdout
    assert done.stderr.count(": sign_in: ") == 2
