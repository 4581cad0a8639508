"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sizes import Size

from sql import query


def machine(_root: Path, _size: Size, _: int) -> dict[str, Any]:
    cpuinfo, meminfo = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    model = re.search(r"model name\s*: (.+)", cpuinfo.read_text()) if cpuinfo.exists() else None
    memory = re.search(r"MemTotal:\s*(\d+)", meminfo.read_text()) if meminfo.exists() else None
    return {
        "cores": os.cpu_count(),
        "model": model[1] if model else platform.machine(),
        "memory": int(memory[1]) * 1024 if memory else 0,
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("duckdb", "pandas", "pyarrow")},
        "made_by": query.fingerprint(),
    }
