"""A day into history by us, dbt and SQLMesh in turn, each run in a process of its own."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import environments
import processes
from processes import Ended
from sizes import Plan, Size

OURS, DBT, SQLMESH, IMPORT = "prorata", "dbt snapshot", "SQLMesh SCD type 2", "prorata import"


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the peers' programs and files are."""

    data: Path
    size: Size
    dbt: Path  # the folder of programs of its environment
    sqlmesh: Path

    @property
    def root(self) -> Path:
        return self.size.folder(self.data)

    def step(self, name: str) -> Ended:
        return processes.step(name, self.data, self.size)

    def folder(self, peer: str) -> Path:
        return self.root / "peers" / peer


def measured(plan: Plan, data: Path, home: Path) -> dict[str, Any]:
    """Seconds inside the database, of all cores and on the clock, run by run, by program."""
    programs = [environments.made(home, peer) for peer in ("dbt", "sqlmesh")]
    bench = Bench(data, plan.main, *programs)
    _begin(bench)
    runs: dict[str, Callable[[Bench], dict[str, Any]]] = {
        OURS: _ours,
        DBT: _dbt,
        SQLMESH: _sqlmesh,
        IMPORT: _imported,
    }
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in runs}
    for _ in range(plan.few):
        for name, one in runs.items():
            found[name].append(one(bench))
    return {"runs": found}


def _begin(bench: Bench) -> None:
    """Every program once on the morning of the last look, so that what it keeps is there."""
    for name in ("prepare", "spans.export", "spans.batches", "spans.show"):
        bench.step(name)
    for peer in ("dbt", "sqlmesh"):
        project = bench.folder(peer) / "project"
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(environments.PEERS / peer, project)
    _snapshot(bench)
    _evaluate(bench, "plan", bench.size.last_day - timedelta(days=1))
    bench.step("spans.seed")
    kept, data = _import_folders(bench)
    for stale in (kept, data):
        shutil.rmtree(stale, ignore_errors=True)
    _import(bench, "before")
    data.rename(kept)
    for run in (_dbt, _sqlmesh):
        run(bench)


def _ours(bench: Bench) -> dict[str, Any]:
    bench.step("spans.morning")
    return _figures(bench.step("spans.day"))


def _dbt(bench: Bench) -> dict[str, Any]:
    _fresh(bench, "dbt")
    ended = _snapshot(bench)
    spans = bench.step("spans.agree_dbt").said
    log = bench.folder("dbt") / "logs" / "dbt.log"
    return {**_figures(ended), "seconds": _logged(log), **spans}


def _sqlmesh(bench: Bench) -> dict[str, Any]:
    _fresh(bench, "sqlmesh")
    ended = _evaluate(bench, "run", bench.size.last_day)
    return {**_figures(ended), **bench.step("spans.agree_sqlmesh").said}


def _imported(bench: Bench) -> dict[str, Any]:
    """The whole way: a run of the pipeline that reads the batch, judges it and publishes."""
    kept, data = _import_folders(bench)
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(kept, data)
    return _figures(_import(bench, "last"))


def _import_folders(bench: Bench) -> tuple[Path, Path]:
    """What an import has before the last look, and the data folder that it writes."""
    return bench.root / "import" / "kept", bench.root / "import" / "estate" / "data"


def _figures(ended: Ended) -> dict[str, Any]:
    return {"cpu": ended.cpu, "wall": ended.wall, "peak": ended.peak, **ended.said}


def _fresh(bench: Bench, peer: str) -> None:
    folder = bench.folder(peer)
    # What the last run left in its log belongs to a file that is no more.
    (folder / "day.duckdb.wal").unlink(missing_ok=True)
    shutil.copyfile(folder / "before.duckdb", folder / "day.duckdb")
    shutil.rmtree(folder / "logs", ignore_errors=True)


def _snapshot(bench: Bench) -> Ended:
    folder = bench.folder("dbt")
    project = folder / "project"
    places = ["--project-dir", project, "--profiles-dir", project]
    places += ["--target-path", folder / "target", "--log-path", folder / "logs"]
    given = json.dumps({"day": str(bench.size.last_day)})
    command = [bench.dbt / "dbt", "--log-format-file", "json", "snapshot", "--vars", given]
    database = {"BENCH_DATABASE": str(folder / "day.duckdb"), "DO_NOT_TRACK": "1"}
    return processes.run([*command, *places], database)


def _logged(log: Path) -> float:
    """Seconds of the statements about the snapshot, as dbt itself logs them."""
    events = [json.loads(line) for line in log.read_text().splitlines()]
    return sum(
        float(event["data"]["elapsed"])
        for event in events
        if event["info"]["name"] == "SQLQueryStatus"
        and event["data"].get("node_info", {}).get("unique_id")
    )


def _evaluate(bench: Bench, action: str, day: Any) -> Ended:
    folder = bench.folder("sqlmesh")
    project = folder / "project"
    database = {"BENCH_DATABASE": str(folder / "day.duckdb")}
    command = [bench.sqlmesh / "python", project / "day.py", project, action, f"{day} 12:00:00"]
    return processes.run(command, database)


def _import(bench: Bench, batch: str) -> Ended:
    folder = bench.root / "import"
    today = str(bench.size.last_day + timedelta(days=1))
    command = [Path(sys.executable).with_name("prorata"), "--estate", folder / "estate"]
    return processes.run([*command, "--today", today, "import", folder / batch])
