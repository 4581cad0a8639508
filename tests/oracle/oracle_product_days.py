"""Rules 4 and 5: on which days a person has a product for a payer, and what was taken away."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from oracle_estate import Span, overlap, validity
from oracle_persons import Account, World, is_enabled, matches, payer_of, user_type
from oracle_prices import row_set

PersonProduct = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Gift:
    """A product that one account (through one SKU) gives its person on one day.

    `excluded_by` is the place in exclusions.csv of the first row that takes it away.
    """

    person_id: str
    product_code: str
    excluded_by: int | None


@dataclass(slots=True)
class ProductDays:
    """A customer's period; a reason is its kind (exclusion, included) and what did it."""

    billable: dict[PersonProduct, set[date]] = field(default_factory=dict)
    excluded: dict[PersonProduct, dict[date, tuple[str, str]]] = field(default_factory=dict)


def shown_accounts(world: World, customer_id: str, day: date) -> Iterator[Account]:
    """Accounts there or holding a SKU on a day of their directory, paid by the customer."""
    for directory_id, shown in world.directories.items():
        if day in shown.holds and day in world.estate.observed_window(directory_id):
            holders = {user_id for user_id, _ in shown.holds[day]}
            for user_id in sorted(shown.present[day] | holders):
                if payer_of(world, (directory_id, user_id), day) == customer_id:
                    yield directory_id, user_id


def held_skus(world: World, account: Account, day: date) -> list[str]:
    holds = world.directories[account[0]].holds[day]
    return sorted(sku_id for user_id, sku_id in holds if user_id == account[1])


def find_product_days(world: World, customer_id: str, period: Span) -> ProductDays:
    """Every person, product and day of the customer's period within its billing window."""
    found = ProductDays()
    for day in overlap(period, world.estate.billing_window(customer_id)).days():
        gifts: dict[str, list[Gift]] = {}
        for account in shown_accounts(world, customer_id, day):
            for gift in _gifts(world, customer_id, account, day):
                gifts.setdefault(gift.person_id, []).append(gift)
        for person_id, own in gifts.items():
            _take_away(world, found, person_id, own, day)
    return found


def _gifts(world: World, customer_id: str, account: Account, day: date) -> Iterator[Gift]:
    directory_id, user_id = account
    shown, person_id = world.directories[directory_id], world.persons[account]
    for sku_id in held_skus(world, account, day):
        product_code = shown.product(world.estate, sku_id, day)
        if product_code:
            row = _excluding_row(world, account, day, product_code, sku_id)
            yield Gift(person_id, product_code, row)
    attributes = shown.attributes(user_id, day)
    if user_id not in shown.present[day]:
        return
    if is_enabled(attributes) and user_type(attributes) == "member":
        for product_code, product in world.estate.products.items():
            is_sold = row_set(world.estate, customer_id, product_code, day) is not None
            if product["kind"] == "user" and is_sold:
                row = _excluding_row(world, account, day, product_code, None)
                yield Gift(person_id, product_code, row)


def _excluding_row(
    world: World, account: Account, day: date, product_code: str, sku_id: str | None
) -> int | None:
    directory_id, user_id = account
    shown = world.directories[directory_id]
    attributes = shown.attributes(user_id, day)
    names = set() if sku_id is None else {sku_id.lower(), shown.part_number(sku_id, day).lower()}
    for place, row in enumerate(world.estate.exclusions):
        is_meant = (
            day in validity(row)
            and row["customer_id"] in ("", world.estate.customer_of(directory_id))
            and row["product_code"] in ("", product_code)
        )
        is_sku = row["match_kind"] == "sku" and row["match_value"].lower() in names
        if is_meant and (is_sku or matches(row, user_id, attributes)):
            return place
    return None


def _take_away(
    world: World, found: ProductDays, person_id: str, gifts: list[Gift], day: date
) -> None:
    has = {gift.product_code for gift in gifts if gift.excluded_by is None}
    for product_code in sorted({gift.product_code for gift in gifts}):
        key = (person_id, product_code)
        including = [
            code
            for code, product in world.estate.products.items()
            if code in has and product_code in product["includes"].replace(" ", "").split(";")
        ]
        if product_code not in has:
            rows = [gift.excluded_by for gift in gifts if gift.product_code == product_code]
            first = min(row for row in rows if row is not None)
            reason = ("exclusion", world.estate.exclusions[first]["reason"])
            found.excluded.setdefault(key, {})[day] = reason
        elif including:
            found.excluded.setdefault(key, {})[day] = ("included", including[0])
        else:
            found.billable.setdefault(key, set()).add(day)
