"""One step of the bench, in a process of its own: its peak of memory is then its own.

python bench/step.py NAME FOLDER SIZE NUMBER; prints a JSON object.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

from sizes import Size

# Where each step stands. All take a folder, a size and a number of times or of looks.
STEPS = {
    "prepare": "house",
    "one_day": "steps",
    "all_days": "steps",
    "billing": "steps",
    "correct": "settled",
    "one_month": "published",
    "twelve_months": "published",
    "explained.line": "explained",
    "grown": "growth",
    "write_batches": "batches",
    "intake_csv": "batches",
    "intake_parquet": "batches",
    "machine": "machine",
    "spans.export": "spans",
    "spans.show": "spans",
    "spans.seed": "spans",
    "spans.batches": "spans",
    "spans.morning": "spans",
    "spans.day": "spans",
    "spans.agree_dbt": "spans",
    "spans.agree_sqlmesh": "spans",
    "proration.export": "proration",
    "proration.month": "proration",
    "proration.compare_float": "proration",
    "proration.compare_exact": "proration",
    "domain.looks": "domain",
    "papers.rates": "papers",
    "papers.large_html": "papers",
    "papers.large_xlsx": "papers",
    "papers.large_ubl": "papers",
    "papers.large_pdf": "papers",
}


def main() -> None:
    name, folder, given, number = sys.argv[1:]
    function = getattr(import_module(STEPS[name]), name.split(".")[-1])
    print(json.dumps(function(Path(folder), Size(**json.loads(given)), int(number))))


if __name__ == "__main__":
    main()
