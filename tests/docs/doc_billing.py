"""Examples of docs/billing.md played in SQL, stage by stage, all in one estate."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from doc_examples import Example, write_batch, write_estate

from assets import arrivals
from assets.premises import Premises
from pipelines import resources
from pipelines.estate.model import Estate
from pipelines.estate.read import read
from pipelines.readers import batch
from sql import stages, warehouse
from sql.decisions import Decisions
from sql.warehouse import Warehouse


def bill(house: Warehouse, estate: Estate, given: Path, periods: Sequence[str]) -> None:
    """Every stage in order, in SQL alone, on the day after the last period."""
    data = estate.settings.output.data
    moment = datetime(2027, 1, 1, 12, tzinfo=UTC)
    truths = resources._truths(estate, Decisions(data / "decisions"), moment)
    premises = Premises(
        house,
        truths,
        resources._paper(estate),
        batch.read,
        data,
        versions=lambda _: truths,
        elsewhere=lambda *_: nullcontext(premises),
    )
    stages.reference(house, truths)
    stages.landing(house, truths)
    arrivals.bring(premises, [str(given)])
    stages.history(house, truths)
    stages.billing(house, truths, periods=sorted(set(periods)), customer_id=None)


@dataclass(frozen=True, slots=True)
class Billed:
    """What came of an example."""

    lines: list[dict[str, str]]
    net: Decimal
    tax: Decimal
    blockers: set[str]


def play(root: Path, told: Sequence[Example]) -> dict[str, Billed]:
    """What came of each example, by its name."""
    write_estate(root / "estate", told)
    write_batch(root / "looks", told)
    estate = read(root / "estate", resources.formats())
    with duckdb.connect(config={"threads": 1}) as connection:
        warehouse.prepare(connection)
        house = Warehouse(connection, estate.settings.output.data)
        bill(house, estate, root / "looks", [str(e.told["period"]) for e in told])
        return {example.name: billed(house, example) for example in told}


def billed(house: Warehouse, example: Example) -> Billed:
    asked = {"name": example.name, "period": example.told["period"]}
    rows = house.rows(
        "select kind, person_id, product_code, days, unit_price, money(amount_minor, 2) "
        "from billing.charges "
        "where customer_id = $name and period = $period",
        asked,
    )
    total = house.rows(
        "select net_minor, tax_minor from billing.drafts "
        "where customer_id = $name and period = $period",
        asked,
    )
    codes = house.rows(
        "select distinct code from billing.blockers where customer_id = $name and period = $period",
        asked,
    )
    net, tax = total[0] if total else (0, 0)
    return Billed(
        [line(example, row) for row in rows],
        Decimal(net).scaleb(-2),
        Decimal(tax).scaleb(-2),
        {code for (code,) in codes},
    )


def line(example: Example, row: tuple[Any, ...]) -> dict[str, str]:
    """A line as examples write it."""
    kind, person_id, product, days, price, amount = row
    return {
        "for": person_id.removeprefix(f"{example.name}/") if kind == "person" else kind,
        "product": (product or "").removeprefix(f"{example.name}."),
        "days": "" if days is None else str(days),
        "price": "" if price is None else f"{Decimal(price).normalize():f}",
        "amount": f"{Decimal(amount):.2f}",
    }
