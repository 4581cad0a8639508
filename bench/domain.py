"""Ours against a bare ldap3 search that reads the same entries, at the same domain controller."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import processes
from sizes import Size

PEERS = Path(__file__).parents[1] / "tests" / "peers" / "domain"
KINDS = ("bare", "ours")


def looks(_root: Path, _size: Size, times: int) -> dict[str, Any]:
    """Seconds of each look, by kind and run by run; why there is none where Samba is not."""
    sys.path.insert(0, str(PEERS))
    import between
    import domain_certificates
    import domain_server

    if not shutil.which("samba", path=domain_server.PATH):
        return {"absent": "Samba is not installed (.ci/run says which packages it takes)"}
    if os.geteuid() != 0:
        return {"absent": "Samba runs as root only"}
    with tempfile.TemporaryDirectory() as name:
        authority = domain_certificates.authority(Path(name) / "authority")
        running = domain_server.running(Path(name) / "domain", authority)
        with running as (_, place), between.listening(between.forward(place)) as near:
            return {"runs": _turns(near.port, authority.ca_file, times)}


def _turns(port: int, ca_file: Path, times: int) -> dict[str, list[dict[str, Any]]]:
    """One look of each kind after the other, each in a process of its own."""
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for _ in range(times):
        for kind in KINDS:
            script = Path(__file__).with_name("domain_look.py")
            ended = processes.run([sys.executable, script, kind, port, ca_file])
            found[kind].append({**ended.said, "peak": ended.peak})
    return found
