"""What somebody writes into a provider's estate, and what looks show, drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from world import HOMES, World

BEGUN = date(2026, 1, 1)


def holdings(directory_id: str) -> st.SearchStrategy[dict[str, str]]:
    users = HOMES[directory_id][1]
    held = st.sampled_from(["m", "d", "md", "n", "mn", ""])
    return st.dictionaries(st.sampled_from(users), held, max_size=3)


Change = Callable[[World], None]


def reprice(world: World, price: str) -> None:
    world.tables["price_book"][0]["unit_price"] = price


def exclude(world: World, user: str, first: int, days: int) -> None:
    begin = BEGUN + timedelta(first)
    row = {"match_kind": "user_id", "match_value": user, "reason": "a trainee"}
    world.tables["exclusions"] = [{**row, "valid_from": begin, "valid_to": begin + timedelta(days)}]


def join_people(world: World, is_one: bool) -> None:
    world.tables["people"] = [
        {"person_id": "p", "directory_id": "d1", "user_id": user} for user in "ab" if is_one
    ]


def lend(world: World, is_lent: bool, day: int) -> None:
    row = {"directory_id": "d1", "match_kind": "user_id", "match_value": "c", "reason": "on loan"}
    world.tables["payers"] = [
        {**row, "payer_customer_id": "zeta", "valid_from": BEGUN + timedelta(day)}
        for _ in range(is_lent)
    ]


def map_note(world: World, product: str) -> None:
    world.tables["skus"][2]["product_code"] = product


def time_bills(world: World, customer_id: str, timing: str) -> None:
    world.customer(customer_id)["billing_timing"] = timing


def move(world: World, customer_id: str, time_zone: str) -> None:
    world.customer(customer_id)["time_zone"] = time_zone


def adjust(world: World, amount: str, day: int) -> None:
    row = {"adjustment_id": "j", "customer_id": "acme", "description": "a word of thanks"}
    world.tables["adjustments"] = [{**row, "day": BEGUN + timedelta(day), "amount": amount}]


def changes() -> st.SearchStrategy[Change]:
    """What somebody writes into the estate."""
    day, said = st.integers(0, 80), st.sampled_from
    return st.one_of(
        _change(reprice, said(["10.00", "11.00", "9.99", "0.01"])),
        _change(exclude, said("abx"), day, st.integers(5, 40)),
        _change(join_people, st.booleans()),
        _change(lend, st.booleans(), day),
        _change(map_note, said(["", "mail", "desk"])),
        _change(time_bills, said(["acme", "zeta"]), said(["arrears", "advance"])),
        _change(move, said(["acme", "zeta"]), said(["", "Pacific/Auckland", "America/New_York"])),
        _change(adjust, said(["-4.00", "2.50", "-50.00"]), day),
    )


def _change(made: Callable[..., None], *drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Change]:
    return st.tuples(*drawn).map(lambda given: Said(made, given))


@dataclass(frozen=True, slots=True)
class Said:
    """A change and what it was told, so that a play that fails can be read."""

    made: Callable[..., None]
    given: tuple[Any, ...]

    def __call__(self, world: World) -> None:
        self.made(world, *self.given)
