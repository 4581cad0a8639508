"""bench/RESULTS.md: what was found, as tables of 80 columns with a sentence on how."""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import Any

from ratios import exponent, fenced, filled, spread
from report_directories import beside_ldap3
from report_entra import looks
from report_papers import documents, explained
from report_peers import beside_pandas, beside_peers
from report_published import published
from sizes import Plan

Found = dict[str, Any]
TITLE = "# What it costs, and beside what"


def text(plan: Plan, machine: Found, found: dict[str, Found]) -> str:
    """The whole page, from what each section found last."""
    blocks = [TITLE, _intro(plan, machine)]
    for title, names, write in (
        ("Against floors", ("history", "billing", "ledger"), _floors),
        ("A month's billing, table by table", ("billing",), _tables),
        ("finance.duckdb, of what changed", ("publish",), published),
        ("A day into history, beside dbt and SQLMesh", ("peers",), beside_peers),
        ("A month's proration, beside pandas", ("pandas",), beside_pandas),
        ("Active Directory, beside bare ldap3", ("active_directory",), beside_ldap3),
        ("Growth", ("growth",), _growth),
        ("Memory", ("memory",), _memory),
        ("Documents", ("documents",), documents),
        ("An amount explained", ("explain",), explained),
        ("A look at Entra, beside httpx and orjson", ("entra",), looks),
    ):
        blocks += [f"## {title}{_older(found, names)}"]
        if any("found" not in found[name] for name in names):
            blocks += ["Not measured."]
        else:
            kept = {name: one["found"] for name, one in found.items() if "found" in one}
            blocks += write(plan, kept)
    return "\n\n".join(blocks)


def _older(found: dict[str, Found], names: tuple[str, ...]) -> str:
    """The day of a section that was not measured today."""
    days = {found[name].get("day", "") for name in names} - {"", date.today().isoformat()}
    return f" (of {min(days)})" if days else ""


def _intro(plan: Plan, machine: Found) -> str:
    size, versions = plan.main, machine["versions"]
    return filled(
        f"{date.today().isoformat()}, {machine['cores']} cores ({machine['model']}), "
        f"{machine['memory'] / 2**30:.0f} GB, Python {machine['python']}, DuckDB "
        f"{versions['duckdb']}, pandas {versions['pandas']}. {size.assignments:,} assignments in "
        f"{size.customers:,} directories, {size.looks} days, 0.3 % of assignments changing a "
        f"day, made by arithmetic. Each step {plan.times} times, a period's billing {plan.many}, "
        f"what takes many seconds {plan.few}, in turn with what it is compared with; figures are "
        "medians, in brackets the least and the greatest. A ratio is taken run by run. `make "
        "bench` measures all of it anew."
    )


def _floors(plan: Plan, found: Found) -> list[str]:
    steps = [*found["history"].values(), found["billing"], found["ledger"]]
    lines = [f"{'ratio of':42}{'median':>7}  {'spread':16}target"]
    for one in (m for step in steps for m in step["measured"]):
        ratio = median(one["ratios"])
        target = f"<= {one['target']}" if one["target"] else ""
        missed = ", missed" if one["target"] and ratio > one["target"] else ""
        lines.append(
            f"{one['name']:42}{ratio:7.2f}  {spread(one['ratios']):16}{target}{missed}".rstrip()
        )
    how = (
        "A floor is one statement over the same rows in the same process that writes nothing "
        "(`bench/floors.py`). That of billing joins customers and products to the spans as they "
        "stand; put ready, its columns are in a table made before, which is not counted. Which "
        "SKU is which product, and whom the rules of the estate meet, is made with history, "
        "before either. All that is billed is lines, what blocks them, what leaked, excluded "
        "days, and drafts with taxes and hashes. Twelve settled months have "
        f"{found['ledger']['lines']:,} lines; looks that turn up late change "
        f"{found['ledger']['changed']:,} of them, in ten directories."
    )
    return [filled(how), fenced(lines)]


def _tables(_: Plan, found: Found) -> list[str]:
    billed = found["billing"]["measured"][1]
    whole, floor = median(billed["seconds"]), median(billed["floors"])
    lines = [f"{'seconds in all':36}{whole:8.2f}", f"{'':36}{'share':>8}{'floors':>10}"]
    for name, seconds in sorted(billed["parts"].items(), key=lambda p: -median(p[1])):
        if median(seconds) >= 0.01 * whole:
            share, floors = 100 * median(seconds) / whole, median(seconds) / floor
            lines.append(f"    {name:32}{share:6.1f} %{floors:10.1f}")
    return [filled("Two tables at a time are computed, so shares add up to more."), fenced(lines)]


def _growth(plan: Plan, found: Found) -> list[str]:
    sizes = {int(n): said for n, said in found["growth"]["sizes"].items()}
    lines = ["".join([f"{'seconds':18}", *(f"{n:>12,}" for n in sizes), f"{'exponent':>12}"])]
    for name in next(iter(sizes.values()))["seconds"]:
        seconds = [said["seconds"][name] for said in sizes.values()]
        columns = "".join(f"{s:12.2f}" for s in seconds)
        lines.append(f"{name:18}{columns}{exponent(list(sizes), seconds):12.2f}")
    peaks = "".join(f"{said['peak'] / 1e9:12.2f}" for said in sizes.values())
    lines.append(f"{'peak, GB':18}{peaks}")
    how = (
        f"Assignments, 600 a customer, in a month of {plan.growth[0].looks} looks: one process "
        "for each size, its steps after one that is not counted. The exponent is the slope of "
        "seconds over assignments, both as logarithms: 1 is in proportion."
    )
    return [filled(how), fenced(lines)]


def _memory(_: Plan, found: Found) -> list[str]:
    lines = [f"{'peak of the process':42}GB"]
    named = {"one_day": "a day into history", "all_days": "all days into history"}
    steps = {**found.get("history", {}), **{k: found[k] for k in ("billing",) if k in found}}
    for name, said in [*steps.items(), *found["memory"].items()]:
        lines.append(f"{named.get(name, name.replace('_', ' of ')):38}{said['peak'] / 1e9:6.2f}")
    for name, said in found["memory"].items():
        seconds = ", ".join(f"{k} {v:.0f} s" for k, v in said["seconds"].items())
        size = f"{said['rows']:,} assignments, {said['bytes'] / 1e9:.1f} GB"
        lines += [f"{name.replace('_', ' of ')}: {size}", f"    {seconds}"]
    how = (
        "The most that the process of a step held, as the kernel counts it; the warehouse may "
        "take 2.5 GB. Intake reads a batch, judges it and keeps it."
    )
    return [filled(how), fenced(lines)]
