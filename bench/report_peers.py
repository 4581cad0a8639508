"""The parts of bench/RESULTS.md about peers."""

from __future__ import annotations

from statistics import median
from typing import Any

from ratios import fenced, filled, middle
from sizes import Plan

Runs = list[dict[str, Any]]


def beside_peers(_: Plan, found: dict[str, Any]) -> list[str]:
    runs: dict[str, Runs] = found["peers"]["runs"]
    ours = next(iter(runs))
    last = runs["dbt snapshot"][-1]
    how = (
        "The last day into the history of all days before it. dbt: a snapshot by `check` that "
        "closes what is gone; SQLMesh: SCD type 2 by column, since a directory does not say when "
        "a row changed, so by time is not to be had; both on the DuckDB that we use. Each starts "
        f"from our spans of the day before, and its rows were ours afterwards in every run: "
        f"{last['open']:,} open, {last['closed']:,} closed. In the database: the statements "
        "about the model, as dbt logs them and as a watch on SQLMesh's adapter counts them; "
        "ours with the commit. Process: CPU of all cores from start to end; ours takes in the "
        "day's users too. `prorata import` is the whole way: Dagster, reading and judging the "
        "batch, all of history and publishing."
    )
    lines = [f"{'':22}{'in the database, s':20}{'process, CPU s':20}{'clock':>8}{'peak':>9}"]
    for name, figures in runs.items():
        inside = _middle(figures, "seconds") if "seconds" in figures[0] else ""
        clock, peak = (median(f[key] for f in figures) for key in ("wall", "peak"))
        cpu = _middle(figures, "cpu")
        lines.append(f"{name:22}{inside:20}{cpu:20}{clock:6.1f} s{peak / 1e9:6.2f} GB")
    lines += ["", f"{'times ours':22}"]
    for name in (n for n in runs if n != ours and "seconds" in runs[n][0]):
        columns = [middle(_ratios(runs[name], runs[ours], key)) for key in ("seconds", "cpu")]
        lines.append(f"{name:22}{columns[0]:20}{columns[1]}")
    return [filled(how), fenced(lines)]


def beside_pandas(_: Plan, found: dict[str, Any]) -> list[str]:
    runs: dict[str, Runs] = found["pandas"]["runs"]
    lines_alone = [{**one, "seconds": one["to_lines"]} for one in runs["ours"]]
    named = {
        "prorata, a month": runs["ours"],
        "  of it, to its lines": lines_alone,
        "pandas, float": runs["float"],
        "pandas, exact": runs["exact"],
    }
    lines = [f"{'':22}{'inside, s':20}{'process, CPU s':20}{'peak':>9}"]
    for name, figures in named.items():
        whole = f"{_middle(figures, 'cpu'):20}{median(f['peak'] for f in figures) / 1e9:6.2f} GB"
        rest = "" if figures is lines_alone else whole
        lines.append(f"{name:22}{_middle(figures, 'seconds'):20}{rest}".rstrip())
    lines += ["", "ours to its lines, times pandas"]
    for kind in ("float", "exact"):
        lines.append(f"  {kind:20}{middle(_ratios(lines_alone, runs[kind], 'seconds'))}")
    return [filled(_proration(found["pandas"]["compared"])), fenced(lines)]


def _proration(compared: dict[str, dict[str, int]]) -> str:
    loose, exact = compared["float"], compared["exact"]
    apart = abs(loose["our_cents"] - loose["their_cents"])
    return (
        "The month from spans and the estate's files to a line for each person, product and "
        "price (`bench/peers/pandas/month.py`): merge, clip, group, multiply, round. Rounded "
        f"line by line as floats, {loose['differing']:,} of {loose['ours']:,} lines have other "
        f"cents than ours, {loose['groups_off']:,} totals of a customer's product are off, and "
        f"all of it by {apart / 100:,.2f}. The exact script gives our cents in all "
        f"{exact['theirs']:,} lines, or the bench stops. The scripts know this estate's rules "
        "only, and stop at the lines. A month of ours also finds what blocks a bill, what was "
        "given away, excluded days and billable spans, and drafts documents with names, taxes "
        "and hashes; to its lines is what it takes to the same lines, with the name and the "
        "place of each."
    )


def _middle(figures: Runs, key: str) -> str:
    return middle([one[key] for one in figures])


def _ratios(above: Runs, below: Runs, key: str) -> list[float]:
    return [a[key] / b[key] for a, b in zip(above, below, strict=True)]
