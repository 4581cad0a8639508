"""A line of an invoice of ten thousand lines explained, and all of them, in this process."""

from __future__ import annotations

import io
import shutil
import time
from contextlib import redirect_stdout
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sizes import Size

from assets import explaining, explanations
from pipelines import cli
from sql import publish

LINES = 10_000
TARGET = 1.0  # seconds of a line, after start-up
ESTATE = {
    "settings.toml": '[seller]\nname = "Seller"\n',
    "directories.csv": "directory_id,customer_id,kind\nbig-entra,big,recorded\n",
    "customers.csv": "customer_id,name\nbig,Big\n",
    "skus.csv": "sku,product_code\nSPB,premium\n",
    "products.csv": "product_code,name,kind\npremium,Premium,sku\n",
    "price_book.csv": "product_code,valid_from,currency,unit_price\npremium,2026-01-01,EUR,21.37\n",
}


def line(root: Path, size: Size, times: int) -> dict[str, Any]:
    """Seconds from a key to its explanation, those of the whole invoice, and of its page."""
    folder = size.folder(root) / "explained"
    path = _issued(folder)
    ((key,),) = publish.ask(path, "select line_key from lines limit 1 offset 5000")[1]
    ((number,),) = publish.ask(path, "select number from documents")[1]
    told: dict[str, list[float]] = {"line": [], "document": [], "page": []}
    for _ in range(times):
        started = time.perf_counter()
        explanations.explanation(_found(path, key))
        told["line"].append(time.perf_counter() - started)
        started = time.perf_counter()
        explanation = explanations.explanation(_found(path, number))
        told["document"].append(time.perf_counter() - started)
        page = explanations.page(explanation, "Seller", None)
        told["page"].append(time.perf_counter() - started)
    return {"seconds": told, "bytes": len(page), "lines": LINES}


def _found(path: Path, asked: str) -> dict[str, Any]:
    return explaining.found(partial(publish.answers, path), asked)


def _issued(folder: Path) -> Path:
    """finance.duckdb of an estate with one issued invoice; everybody comes on another day."""
    shutil.rmtree(folder, ignore_errors=True)
    estate = folder / "estate"
    estate.mkdir(parents=True)
    for name, text in ESTATE.items():
        (estate / name).write_text(text)
    _batch(folder / "batch")
    for verb in (["import", str(folder / "batch")], ["issue", "2026-03"]):
        asked = ["--estate", str(estate), "--today", "2026-04-02", "--json", *verb]
        with redirect_stdout(io.StringIO()):
            cli.main(asked, standalone_mode=False)
    return estate / "data" / "finance.duckdb"


def _batch(folder: Path) -> None:
    """A look a day of March; on its first day a third is there, and more on each day after."""
    folder.mkdir()
    with (
        (folder / "observations.csv").open("w") as looks,
        (folder / "users.csv").open("w") as users,
        (folder / "assignments.csv").open("w") as held,
    ):
        looks.write("directory_id,observed_at\n")
        users.write("directory_id,observed_at,user_id,display_name\n")
        held.write("directory_id,observed_at,user_id,sku_id\n")
        for day in range(31):
            moment = f"big-entra,{date(2026, 3, 1) + timedelta(days=day)}T03:00:00Z"
            looks.write(f"{moment}\n")
            for user in range(LINES * (15 + day) // 45):
                users.write(f"{moment},u{user:05},User {user}\n")
                held.write(f"{moment},u{user:05},SPB\n")
