"""What keeps a customer's period from being billed, and what only deserves a warning."""

from datetime import date

from oracle_days import DirectoryDays
from oracle_estate import Span, overlap, validity
from oracle_persons import World
from oracle_prices import row_set, rows_in_force
from oracle_product_days import ProductDays, held_skus, shown_accounts
from oracle_rating import charging_days, people_of, quantity

Blocker = tuple[str, bool]


def find_blockers(world: World, customer_id: str, period: Span, found: ProductDays) -> set[Blocker]:
    """The codes of a customer's period, each with whether it is only a warning."""
    blockers = _observation_blockers(world, customer_id, period)
    blockers |= _late_blockers(world, customer_id, period)
    blockers |= _price_blockers(world, customer_id, period, found)
    blockers |= _own_currency_blockers(world, customer_id, period)
    return blockers | _sku_blockers(world, customer_id, period)


def _observation_blockers(world: World, customer_id: str, period: Span) -> set[Blocker]:
    blockers: set[Blocker] = set()
    for directory_id in _directories_billed(world, customer_id, period):
        shown = world.directories[directory_id]
        held = overlap(period, world.estate.observed_window(directory_id))
        billed = overlap(held, world.estate.billing_window(customer_id))
        if any(day in billed for day in shown.missing):
            blockers.add(("missing_days", False))
        if any(day in held and day <= world.today for day in shown.held_looks):
            blockers.add(("held_observation", False))
    return blockers


def _directories_billed(world: World, customer_id: str, period: Span) -> set[str]:
    """The customer's own directories, and those with an account that it pays in its windows."""
    estate = world.estate
    billed = {d for d in estate.directories if estate.customer_of(d) == customer_id}
    for day in overlap(period, estate.billing_window(customer_id)).days():
        billed |= {directory_id for directory_id, _ in shown_accounts(world, customer_id, day)}
    return billed


def _late_blockers(world: World, customer_id: str, period: Span) -> set[Blocker]:
    blockers: set[Blocker] = set()
    estate = world.estate
    for directory_id, shown in world.directories.items():
        is_own = estate.customer_of(directory_id) == customer_id
        if not is_own and not _is_known_payer(world, customer_id, directory_id, period):
            continue
        windows = (estate.observed_window(directory_id), estate.billing_window(customer_id))
        window = overlap(period, *windows)
        if window.days():
            blockers |= _late(shown, window, period)
    return blockers


def _late(shown: DirectoryDays, window: Span, period: Span) -> set[Blocker]:
    first = shown.first_day()
    if first is None or first >= period.end:
        return {("never_observed", False)}
    return {("starts_late", True)} if window.start < first < window.end else set()


def _is_known_payer(world: World, customer_id: str, directory_id: str, period: Span) -> bool:
    """Whether people.csv or payers.csv names the customer for accounts of a directory."""
    by_people = any(
        row["directory_id"] == directory_id
        and world.person_payers.get(row["person_id"]) == customer_id
        for row in world.estate.people
    )
    by_payers = any(
        row["directory_id"] == directory_id
        and row["payer_customer_id"] == customer_id
        and overlap(validity(row), period).days()
        for row in world.estate.payers
    )
    return by_people or by_payers


def _price_blockers(
    world: World, customer_id: str, period: Span, found: ProductDays
) -> set[Blocker]:
    blockers: set[Blocker] = set()
    for product_code, product in world.estate.products.items():
        days: set[date] = set()
        if product["kind"] == "sku":
            for person_days in people_of(found, product_code).values():
                days |= _days_priced(world, customer_id, product_code, person_days)
        elif product["kind"] == "counted":
            charging = charging_days(world, customer_id, period)
            days = {d for d in charging if quantity(world, customer_id, product_code, d) > 0}
        for day in days:
            if row_set(world.estate, customer_id, product_code, day) is None:
                blockers.add((_price_fault(world, customer_id, product_code, day), False))
    return blockers


def _days_priced(world: World, customer_id: str, product_code: str, days: set[date]) -> set[date]:
    """The days of a person on which a price is needed: but for actual_days only the first."""
    first_set = row_set(world.estate, customer_id, product_code, min(days))
    is_daily = first_set is None or first_set.proration == "actual_days"
    return days if is_daily else {min(days)}


def _price_fault(world: World, customer_id: str, product_code: str, day: date) -> str:
    """Rows of another currency: own ones count for every kind, list ones for sku products."""
    is_sku = world.estate.products[product_code]["kind"] == "sku"
    owners = (customer_id, "") if is_sku else (customer_id,)
    found = [rows_in_force(world.estate, owner, product_code, day) for owner in owners]
    return "wrong_currency" if any(found) else "no_price"


def _own_currency_blockers(world: World, customer_id: str, period: Span) -> set[Blocker]:
    estate = world.estate
    for product_code in estate.products:
        for day in overlap(period, estate.billing_window(customer_id)).days():
            rows = rows_in_force(estate, customer_id, product_code, day)
            if rows and all(row["currency"] != estate.currency(customer_id) for row in rows):
                return {("wrong_currency", False)}
    return set()


def _sku_blockers(world: World, customer_id: str, period: Span) -> set[Blocker]:
    for day in overlap(period, world.estate.billing_window(customer_id)).days():
        for account in shown_accounts(world, customer_id, day):
            shown = world.directories[account[0]]
            for sku_id in held_skus(world, account, day):
                if shown.product(world.estate, sku_id, day) is None:
                    return {("unmapped_sku", False)}
    return set()
