"""Rule 8: the exact amounts due, each of them a sum over days."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from oracle_days import ONE_DAY
from oracle_estate import Span, overlap, validity
from oracle_persons import World
from oracle_prices import RowSet, row_set
from oracle_product_days import ProductDays

Key = tuple[str, str, str, str | None, Fraction | None]
ExactDue = tuple[int | Fraction, Fraction]


@dataclass(slots=True)
class Ledger:
    """Sums days and exact amounts per key: customer, product, kind, person, unit price."""

    customer_id: str
    period: Span
    due: dict[Key, ExactDue] = field(default_factory=dict)

    def add(
        self,
        product_code: str,
        kind: str,
        person_id: str | None,
        *,
        price: Fraction,
        days: int | Fraction,
        amount: Fraction,
    ) -> None:
        key = (self.customer_id, product_code, kind, person_id, price)
        had_days, had_amount = self.due.get(key, (0, Fraction(0)))
        self.due[key] = (had_days + days, had_amount + amount)

    def add_units(self, product_code: str, kind: str, price: Fraction, units: Fraction) -> None:
        """One day of some unnamed units, at the day's price / D."""
        amount = price * units / len(self.period.days())
        whole = int(units) if units.denominator == 1 else units
        self.add(product_code, kind, None, price=price, days=whole, amount=amount)


def charging_window(world: World, customer_id: str) -> Span | None:
    """Rule 4: billing_from, or the first accepted look; to billing_to. None: it never began."""
    estate = world.estate
    window = estate.billing_window(customer_id)
    if estate.customers[customer_id]["billing_from"]:
        return window
    starts = []
    for directory_id, shown in world.directories.items():
        first, observed = shown.first_day(), estate.observed_window(directory_id)
        if estate.customer_of(directory_id) == customer_id and first is not None:
            start = max(first, observed.start)
            if start < observed.end:
                starts.append(start)
    return Span(min(starts), max(min(starts), window.end)) if starts else None


def charging_days(world: World, customer_id: str, period: Span) -> list[date]:
    window = charging_window(world, customer_id)
    return overlap(period, window).days() if window else []


def rate(world: World, customer_id: str, period: Span, found: ProductDays) -> dict[Key, ExactDue]:
    """Everything but adjustments that a customer's period is due; an exact zero is no key."""
    ledger = Ledger(customer_id, period)
    for product_code, product in world.estate.products.items():
        if product["kind"] in ("sku", "user"):
            people = people_of(found, product_code)
            _rate_people(world, ledger, product_code, people)
            _rate_minimum(world, ledger, product_code, people)
        if product["kind"] == "sku":
            _rate_unassigned(world, ledger, product_code)
        elif product["kind"] == "flat":
            _rate_flat(world, ledger, product_code)
        elif product["kind"] == "counted":
            _rate_counted(world, ledger, product_code)
    return {key: value for key, value in ledger.due.items() if value[1] != 0}


def people_of(found: ProductDays, product_code: str) -> dict[str, set[date]]:
    return {person: days for (person, code), days in found.billable.items() if code == product_code}


def _rate_people(
    world: World, ledger: Ledger, product_code: str, people: dict[str, set[date]]
) -> None:
    charged = set(charging_days(world, ledger.customer_id, ledger.period))
    for person_id, days in people.items():
        first_set = row_set(world.estate, ledger.customer_id, product_code, min(days))
        if first_set is not None and first_set.proration != "actual_days":
            _rate_at_once(world, ledger, (product_code, "person", person_id), days, first_set)
            continue
        for day in sorted(days):
            prices = row_set(world.estate, ledger.customer_id, product_code, day)
            if prices is not None:
                everybody = ranking(people, day)
                rank = everybody.index(person_id) + 1
                least = prices.minimum if day in charged else 0
                price = prices.price_for(rank, max(len(everybody), least))
                amount = price / len(ledger.period.days())
                ledger.add(product_code, "person", person_id, price=price, days=1, amount=amount)


def ranking(people: dict[str, set[date]], day: date) -> list[str]:
    """The persons billable on a day, by the start of the unbroken run they are in, then by id."""
    there = [(_run_start(days, day), person) for person, days in people.items() if day in days]
    return [person for _, person in sorted(there)]


def _run_start(days: set[date], day: date) -> date:
    while day - ONE_DAY in days:
        day -= ONE_DAY
    return day


def _rate_at_once(
    world: World,
    ledger: Ledger,
    line: tuple[str, str, str | None],
    days: set[date],
    prices: RowSet,
) -> None:
    """The three prorations that are not decided day by day."""
    price, length = prices.price_at(1), len(ledger.period.days())
    count = len(days)
    if prices.proration == "full_period":
        share = Fraction(1)
    elif prices.proration == "fixed_30":
        share = Fraction(1) if count == length else Fraction(min(count, 30), 30)
    else:
        window = world.estate.billing_window(ledger.customer_id)
        count = len(overlap(ledger.period, window, Span(min(days), date.max)).days())
        share = Fraction(count, length)
    ledger.add(*line, price=price, days=count, amount=price * share)


def _rate_minimum(
    world: World, ledger: Ledger, product_code: str, people: dict[str, set[date]]
) -> None:
    for day in charging_days(world, ledger.customer_id, ledger.period):
        prices = row_set(world.estate, ledger.customer_id, product_code, day)
        if prices is not None and prices.minimum:
            count = len(ranking(people, day))
            for rank in range(count + 1, prices.minimum + 1):
                price = prices.price_for(rank, prices.minimum)
                ledger.add_units(product_code, "minimum", price, Fraction(1))


def _rate_unassigned(world: World, ledger: Ledger, product_code: str) -> None:
    estate, customer_id = world.estate, ledger.customer_id
    for directory_id, shown in world.directories.items():
        if estate.customer_of(directory_id) != customer_id:
            continue
        windows = (estate.billing_window(customer_id), estate.observed_window(directory_id))
        for day in overlap(ledger.period, *windows).days():
            prices = row_set(estate, customer_id, product_code, day)
            if prices is not None and prices.is_unassigned_billed:
                for sku_id, purchased in shown.purchased.get(day, {}).items():
                    holders = sum(1 for _, held in shown.holds[day] if held == sku_id)
                    is_it = shown.product(estate, sku_id, day) == product_code
                    if is_it and purchased > holders:
                        spare = Fraction(purchased - holders)
                        ledger.add_units(product_code, "unassigned", prices.price_at(1), spare)


def _rate_flat(world: World, ledger: Ledger, product_code: str) -> None:
    priced = {}
    for day in charging_days(world, ledger.customer_id, ledger.period):
        prices = row_set(world.estate, ledger.customer_id, product_code, day)
        if prices is not None:
            priced[day] = prices
    if not priced:
        return
    first_set = priced[min(priced)]
    if first_set.proration != "actual_days":
        _rate_at_once(world, ledger, (product_code, "flat", None), set(priced), first_set)
        return
    for prices in priced.values():
        ledger.add_units(product_code, "flat", prices.price_at(1), Fraction(1))


def quantity(world: World, customer_id: str, product_code: str, day: date) -> Fraction:
    """The sum of the units of quantities.csv in force on a day."""
    return sum(
        (
            Fraction(row["quantity"])
            for row in world.estate.quantities
            if row["customer_id"] == customer_id
            and row["product_code"] == product_code
            and day in validity(row)
        ),
        Fraction(0),
    )


def _rate_counted(world: World, ledger: Ledger, product_code: str) -> None:
    for day in charging_days(world, ledger.customer_id, ledger.period):
        prices = row_set(world.estate, ledger.customer_id, product_code, day)
        units = quantity(world, ledger.customer_id, product_code, day)
        if prices is not None and units:
            ledger.add_units(product_code, "counted", prices.price_at(1), units)
