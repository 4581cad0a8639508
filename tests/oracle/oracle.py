"""An independent reading of the billing rules: naive, day by day, exact; tests compare with it.

It reads the estate's files and CSV batches and uses nothing of the project.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from oracle_blockers import Blocker, find_blockers
from oracle_days import assignment_spans, watch
from oracle_estate import Estate, load_estate
from oracle_looks import Event, replay
from oracle_persons import World, build_world
from oracle_product_days import find_product_days
from oracle_rating import Key, rate
from oracle_rounding import Charge, Document, find_adjustments, make_document, round_charges


@dataclass(slots=True)
class Result:
    """What the rules say of one period as known on `today`.

    Of a customer in `not_ended` only observations, coverage and spans are told. Charges of a
    blocked customer are what could be rated; it has no document.
    """

    observations: dict[tuple[str, datetime], str]
    coverage: dict[tuple[str, date], str]
    assignment_spans: set[tuple[str, str, str, date, date | None, str]]
    billable: dict[tuple[str, str, str], set[date]] = field(default_factory=dict)
    excluded: dict[tuple[str, str, str], dict[date, tuple[str, str]]] = field(default_factory=dict)
    charges: dict[Key, Charge] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    blockers: dict[str, set[Blocker]] = field(default_factory=dict)
    not_ended: set[str] = field(default_factory=set)

    def blocked(self) -> set[str]:
        """The customers whose period has a blocker that is not only a warning."""
        return {
            customer_id
            for customer_id, blockers in self.blockers.items()
            if any(not is_warning for _, is_warning in blockers)
        }


def compute(
    estate_dir: Path,
    events: list[Event],
    period: str,
    today: date,
    *,
    settled: Collection[str] = (),
) -> Result:
    """Apply rules 1 to 9 to one period `YYYY-MM` of every customer.

    A period that is not over is billed, as if who holds then holds to its end, for customers that
    are billed in advance, once it has begun, and for those that have it `settled`.

    Events, in the order in which they happened: `("import", [batch folder, ...])`,
    `("release", directory_id, observed_at, "accept" | "discard")` and
    `("cover", directory_id, from, to, "carry" | "empty")`, `to` exclusive.
    """
    estate = load_estate(Path(estate_dir))
    history = replay(events, estate.removal_guard)
    billed = {c for c in estate.customers if c in settled or _is_due(estate, c, period, today)}
    until = max((estate.period(c, period).end for c in billed), default=date.min)
    directories = {d: watch(estate, history, d, today, until) for d in estate.directories}
    coverage = {
        (directory_id, day): status
        for directory_id, shown in directories.items()
        for day, status in shown.status.items()
    }
    spans = {span for shown in directories.values() for span in assignment_spans(shown)}
    result = Result(dict(history.status), coverage, spans)
    world = build_world(estate, directories, today)
    for customer_id in estate.customers:
        if customer_id in billed:
            _bill(world, result, customer_id, period)
        else:
            result.not_ended.add(customer_id)
    return result


def _is_due(estate: Estate, customer_id: str, name: str, today: date) -> bool:
    """Rules 6 and 10: once the period is over or, in advance, once it has begun."""
    period = estate.period(customer_id, name)
    is_ahead = estate.customers[customer_id]["billing_timing"] == "advance"
    return (period.start if is_ahead else period.end) <= today


def _bill(world: World, result: Result, customer_id: str, name: str) -> None:
    period = world.estate.period(customer_id, name)
    found = find_product_days(world, customer_id, period)
    result.billable |= {(customer_id, *key): days for key, days in found.billable.items()}
    result.excluded |= {(customer_id, *key): days for key, days in found.excluded.items()}
    result.blockers[customer_id] = find_blockers(world, customer_id, period, found)
    charges = round_charges(
        rate(world, customer_id, period, found), world.estate.currency(customer_id)
    )
    adjustments, outside = find_adjustments(world.estate, customer_id, period)
    if outside:
        result.blockers[customer_id].add(("adjustment_outside_window", True))
    result.charges |= charges | adjustments
    document = make_document(world.estate, customer_id, charges | adjustments)
    if document is not None and customer_id not in result.blocked():
        result.documents[customer_id] = document


def exact_total(result: Result, customer_id: str) -> Fraction:
    """The exact sum of a customer's charges, for whoever wants to look."""
    charges = result.charges.items()
    return sum((charge.exact for key, charge in charges if key[0] == customer_id), Fraction(0))
