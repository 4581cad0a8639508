"""The oracle itself against sums done by hand: the worked examples, and a case for each rule."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from oracle import Result, compute
from oracle_estate import Span
from oracle_files import LookRows, Values, write_batch, write_estate_tables, write_settings
from oracle_rounding import round_half_away

Tables = dict[str, list[Values]]
Holders = Mapping[str, Sequence[str]]
MARCH = Span(date(2025, 3, 1), date(2025, 4, 1))
TODAY = date(2025, 6, 1)


def price(product_code: str, unit_price: str, **more: object) -> Values:
    row = {"product_code": product_code, "valid_from": "2020-01-01", "currency": "EUR"}
    return {**row, "unit_price": unit_price, **more}


def estate(**changes: Any) -> Tables:
    """One customer, one directory, SKU s1 sold as P for 31.00; tables are replaced by name."""
    tables: Tables = {
        "customers": [{"customer_id": "acme", "name": "Acme"}],
        "directories": [{"directory_id": "d1", "customer_id": "acme", "kind": "recorded"}],
        "skus": [{"sku": "s1", "product_code": "P"}, {"sku": "s2", "product_code": "Q"}],
        "products": [
            {"product_code": "P", "name": "P", "kind": "sku"},
            {"product_code": "Q", "name": "Q", "kind": "sku"},
        ],
        "price_book": [price("P", "31.00"), price("Q", "3.10")],
    }
    return {**tables, **changes}


def look(day: date, holders: Holders, hour: int = 10, **more: Any) -> LookRows:
    """A look at a UTC hour; `users` adds columns by user, `assigned` a date by user."""
    users, assigned = more.get("users", {}), more.get("assigned", {})
    return LookRows(
        more.get("directory_id", "d1"),
        datetime.combine(day, time(hour), UTC),
        [
            {"user_id": u, "user_principal_name": f"{u}@x.example", **users.get(u, {})}
            for u in holders
        ],
        [
            {"user_id": u, "sku_id": s, "assigned_at": assigned.get(u, "")}
            for u, skus in holders.items()
            for s in skus
        ],
        more.get("subscriptions", []),
    )


def daily(start: date, end: date, holders: Holders, **more: Any) -> list[LookRows]:
    return [look(day, holders, **more) for day in Span(start, end).days()]


def march(day: int) -> date:
    return date(2025, 2, 28) + timedelta(days=day)


def span(first: int, last: int) -> set[date]:
    """Days of March, both ends counted."""
    return {march(day) for day in range(first, last + 1)}


def play(
    folder: Path, tables: Tables, *batches: Any, period: str = "2025-03", today: date = TODAY
) -> Result:
    """Batches are lists of looks; anything that is a tuple is an event as it stands."""
    write_settings(folder / "estate")
    write_estate_tables(folder / "estate", tables)
    events: list[tuple[Any, ...]] = []
    for number, batch in enumerate(batches):
        if isinstance(batch, tuple):
            events.append(batch)
        else:
            events.append(("import", [write_batch(folder / f"batch{number}", batch)]))
    return compute(folder / "estate", events, period, today)


def amounts(result: Result, kind: str = "person") -> dict[str | None, str]:
    return {key[3]: str(c.amount) for key, c in result.charges.items() if key[2] == kind}


def exacts(result: Result, kind: str = "person") -> dict[str | None, Fraction]:
    found: dict[str | None, Fraction] = {}
    for key, charge in result.charges.items():
        if key[2] == kind:
            found[key[3]] = found.get(key[3], Fraction(0)) + charge.exact
    return found


def test_worked_1_five_people_share_the_cents(tmp_path: Path) -> None:
    five = {f"u{n}": ["s1"] for n in range(5)}
    looks = daily(march(1), march(17), {"z": []}) + daily(march(17), march(32), five)
    result = play(tmp_path, estate(price_book=[price("P", "30.00")]), looks)
    assert set(exacts(result).values()) == {Fraction(30 * 15, 31)}
    assert list(amounts(result).values()).count("14.52") == 3
    assert amounts(result)["d1/u4"] == amounts(result)["d1/u3"] == "14.51"
    assert result.documents["acme"].net == Decimal("72.58")


def test_worked_2_a_free_place_is_taken_by_who_follows(tmp_path: Path) -> None:
    tiers = [
        price("P", "10.00", model="graduated", tier_from=1),
        price("P", "5.00", model="graduated", tier_from=2),
    ]
    october = date(2025, 10, 1)
    looks = (
        daily(october, date(2025, 10, 18), {"a": ["s1"]})
        + daily(date(2025, 10, 18), date(2025, 10, 19), {"z": []})
        + daily(date(2025, 10, 19), date(2025, 11, 1), {"b": ["s1"]})
    )
    options = {"period": "2025-10", "today": date(2025, 11, 1)}
    result = play(tmp_path, estate(price_book=tiers), looks, **options)
    assert amounts(result) == {"d1/a": "5.49", "d1/b": "4.19"}
    assert result.documents["acme"].gross == Decimal("9.68")


@pytest.mark.parametrize(
    ("assigned", "begins", "evidence"),
    [
        ("2025-03-04T09:00:00Z", 4, "assigned_at"),
        ("", 6, "observation"),
        ("2025-03-02T09:00:00Z", 6, "observation"),
        ("2025-03-03T09:00:00Z", 6, "observation"),
        ("2025-03-03T23:30:00Z", 4, "assigned_at"),
        ("2025-03-06T09:00:00Z", 6, "observation"),
    ],
)
def test_worked_3_what_the_directory_says_begins_an_assignment(
    tmp_path: Path, assigned: str, begins: int, evidence: str
) -> None:
    looks = [look(march(1), {"z": []}), look(march(3), {"z": []})]
    looks += [look(march(6), {"z": [], "a": ["s1"]}, assigned={"a": assigned})]
    result = play(tmp_path, estate(), looks, today=march(8))
    assert result.assignment_spans == {("d1", "a", "s1", march(begins), None, evidence)}


def test_worked_4_a_late_batch_shows_two_days_without(tmp_path: Path) -> None:
    has, lacks = {"a": ["s1"]}, {"a": []}
    known = [look(march(n), has) for n in range(1, 32) if n not in (20, 21)]
    late = [look(march(20), lacks), look(march(21), lacks)]
    before = play(tmp_path / "before", estate(), known)
    after = play(tmp_path / "after", estate(), known, late)
    assert exacts(before) == {"d1/a": Fraction(31)}
    assert exacts(after) == {"d1/a": Fraction(31 * 29, 31)}
    assert {s[3:5] for s in after.assignment_spans} == {
        (march(1), march(20)),
        (march(22), None),
    }


def test_1_a_day_is_the_union_of_its_looks_in_the_customers_zone(tmp_path: Path) -> None:
    looks = [
        look(march(1), {"a": ["s1"]}, hour=9),
        look(march(1), {"b": ["s1"]}, hour=22),
        look(march(1), {"c": ["s1"]}, hour=23),
    ]
    result = play(tmp_path, estate(), looks, today=march(2))
    assert {(s[1], s[3], s[4]) for s in result.assignment_spans} == {
        ("a", march(1), march(2)),
        ("b", march(1), march(2)),
        ("c", march(2), None),
    }


def test_1_days_are_carried_for_the_gap_and_then_missing(tmp_path: Path) -> None:
    looks = [look(march(1), {"a": ["s1"]}), look(march(12), {"a": ["s1"]})]
    looks += daily(march(13), march(32), {"a": ["s1"]})
    result = play(tmp_path, estate(), looks)
    told = [result.coverage["d1", march(day)] for day in range(1, 13)]
    assert told == ["observed"] + ["carried"] * 7 + ["missing"] * 3 + ["observed"]
    assert ("missing_days", False) in result.blockers["acme"]
    assert not result.documents
    assert {s[3:5] for s in result.assignment_spans} == {(march(1), None)}


@pytest.mark.parametrize(("kind", "days"), [("carry", 31), ("empty", 28)])
def test_1_cover_decides_missing_days(tmp_path: Path, kind: str, days: int) -> None:
    looks = [look(march(1), {"a": ["s1"]}), *daily(march(12), march(32), {"a": ["s1"]})]
    cover = ("cover", "d1", march(9), march(12), kind)
    result = play(tmp_path, estate(), looks, cover)
    assert result.coverage["d1", march(9)] == "covered"
    assert exacts(result) == {"d1/a": Fraction(days)}
    assert result.blocked() == set()


def crowd(count: int) -> dict[str, list[str]]:
    return {f"u{n:02}": ["s1"] for n in range(count)}


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        (10, 7, "accepted"),
        (10, 6, "held"),
        (4, 1, "accepted"),
        (4, 0, "held"),
        (5, 3, "held"),
        (5, 4, "accepted"),
    ],
)
def test_2_guard(tmp_path: Path, before: int, now: int, status: str) -> None:
    result = play(tmp_path, estate(), [look(march(1), crowd(before)), look(march(2), crowd(now))])
    assert result.observations["d1", datetime(2025, 3, 2, 10, tzinfo=UTC)] == status


def test_2_guard_judges_assignments_alone(tmp_path: Path) -> None:
    bare = {user_id: skus if user_id < "u03" else [] for user_id, skus in crowd(5).items()}
    result = play(tmp_path, estate(), [look(march(1), crowd(5)), look(march(2), bare)])
    assert list(result.observations.values()) == ["accepted", "held"]


def test_2_accepting_judges_the_later_held_again(tmp_path: Path) -> None:
    looks = [look(march(1), crowd(10)), look(march(2), crowd(5)), look(march(3), crowd(5))]
    second = datetime(2025, 3, 2, 10, tzinfo=UTC)
    accept, discard = (("release", "d1", second, verdict) for verdict in ("accept", "discard"))
    kept = play(tmp_path / "held", estate(), looks)
    assert list(kept.observations.values()) == ["accepted", "held", "held"]
    accepted = play(tmp_path / "accepted", estate(), looks, accept)
    assert list(accepted.observations.values()) == ["accepted"] * 3
    discarded = play(tmp_path / "discarded", estate(), looks, discard)
    assert list(discarded.observations.values()) == ["accepted", "discarded", "held"]


def test_2_what_was_accepted_stays_accepted(tmp_path: Path) -> None:
    first = [look(march(1), crowd(10)), look(march(5), crowd(8))]
    older = [look(march(3), crowd(14))]
    result = play(tmp_path, estate(), first, older)
    assert set(result.observations.values()) == {"accepted"}


def test_2_same_as_repeats_the_rows(tmp_path: Path) -> None:
    first = look(march(1), {"a": ["s1"]})
    chain = [
        LookRows("d1", look(march(2), {}).observed_at, same_as=first.observed_at),
        LookRows("d1", look(march(3), {}).observed_at, same_as=look(march(2), {}).observed_at),
    ]
    result = play(tmp_path, estate(), [first, *chain], today=march(20))
    assert result.coverage["d1", march(10)] == "carried"
    assert {s[3:5] for s in result.assignment_spans} == {(march(1), None)}


def test_2_a_held_look_blocks_also_beside_an_accepted_one(tmp_path: Path) -> None:
    looks = daily(march(1), march(32), crowd(6))
    result = play(tmp_path, estate(), looks, [look(march(9), crowd(1), hour=12)])
    assert result.coverage["d1", march(9)] == "observed"
    assert result.blockers["acme"] == {("held_observation", False)}


TWO_DIRECTORIES: list[Values] = [
    {"directory_id": "cloud", "customer_id": "acme", "kind": "recorded"},
    {"directory_id": "house", "customer_id": "acme", "kind": "recorded"},
]


def linked(day: date, directory_id: str, user_id: str, skus: Sequence[str]) -> LookRows:
    more = {"users": {user_id: {"immutable_id": "I1"}}, "directory_id": directory_id}
    return look(day, {user_id: skus}, **more)


def month_of_two() -> list[LookRows]:
    days = MARCH.days()
    house = [linked(day, "house", "h", ["s1"]) for day in days]
    return (
        house
        + [linked(day, "cloud", "c", ["s1"]) for day in days[:10]]
        + [linked(day, "cloud", "c", []) for day in days[10:]]
    )


def test_3_one_immutable_id_is_one_person(tmp_path: Path) -> None:
    result = play(tmp_path, estate(directories=TWO_DIRECTORIES), month_of_two())
    assert exacts(result) == {"cloud/c": Fraction(31)}


def test_3_people_csv_names_the_person_and_its_payer(tmp_path: Path) -> None:
    people = [{"person_id": "ann", "directory_id": "house", "user_id": "h"}]
    tables = estate(directories=TWO_DIRECTORIES, people=people)
    assert exacts(play(tmp_path / "named", tables, month_of_two())) == {"ann": Fraction(31)}
    tables["people"] = [{**people[0], "payer_customer_id": "other"}]
    tables["customers"] = [*tables["customers"], {"customer_id": "other", "name": "Other"}]
    paid = play(tmp_path / "paid", tables, month_of_two())
    assert set(paid.billable) == {("other", "ann", "P")}


def test_3_payers_csv_follows_the_attributes_of_the_day(tmp_path: Path) -> None:
    payers = [
        {
            "directory_id": "d1",
            "match_kind": "department",
            "match_value": "LAB",
            "payer_customer_id": "other",
            "valid_from": "2025-03-03",
        }
    ]
    customers = [{"customer_id": name, "name": name} for name in ("acme", "other")]
    looks = [
        look(day, {"a": ["s1"]}, users={"a": {"department": "Lab" if day < march(11) else "HR"}})
        for day in MARCH.days()
    ]
    result = play(tmp_path, estate(customers=customers, payers=payers), looks)
    assert result.billable["other", "d1/a", "P"] == span(3, 10)
    assert result.billable["acme", "d1/a", "P"] == span(1, 2) | span(11, 31)


def test_4_an_id_row_wins_over_a_part_number_row(tmp_path: Path) -> None:
    skus = [{"sku": "PART", "product_code": "P"}, {"sku": "S2", "product_code": "Q"}]
    looks = daily(march(1), march(32), {"a": ["s1"], "b": ["s2"]})
    for one in looks:
        one.assignments = [{**row, "sku_part_number": "Part"} for row in one.assignments]
    result = play(tmp_path, estate(skus=skus), looks)
    assert set(result.billable) == {("acme", "d1/a", "P"), ("acme", "d1/b", "Q")}


def test_4_an_unknown_sku_blocks(tmp_path: Path) -> None:
    result = play(tmp_path, estate(), daily(march(1), march(32), {"a": ["s9"]}))
    assert result.blockers["acme"] == {("unmapped_sku", False)}


def test_4_a_user_product_wants_an_enabled_member_and_a_price(tmp_path: Path) -> None:
    products = [{"product_code": "U", "name": "U", "kind": "user"}]
    book = [price("U", "31.00", valid_from="2025-03-05")]
    states = {"a": {}, "b": {"account_enabled": "false"}, "c": {"user_type": "Guest"}}
    looks = daily(march(1), march(32), {"a": [], "b": [], "c": []}, users=states)
    result = play(tmp_path, estate(products=products, price_book=book), looks)
    assert result.billable == {("acme", "d1/a", "U"): span(5, 31)}


def test_4_flat_and_counted_follow_the_charging_window(tmp_path: Path) -> None:
    products = [
        {"product_code": "F", "name": "F", "kind": "flat"},
        {"product_code": "C", "name": "C", "kind": "counted"},
    ]
    quantities = [
        {"customer_id": "acme", "product_code": "C", "valid_from": "2025-03-01", "quantity": 2},
        {"customer_id": "acme", "product_code": "C", "valid_from": "2025-03-31", "quantity": 3},
    ]
    tables = estate(
        products=products,
        quantities=quantities,
        price_book=[price("F", "31.00"), price("C", "3.10")],
        directories=[{**estate()["directories"][0], "observed_from": "2025-03-11"}],
    )
    result = play(tmp_path, tables, daily(march(1), march(32), {"a": []}))
    assert exacts(result, "flat") == {None: Fraction(21)}
    assert exacts(result, "counted") == {None: Fraction("3.10") * (2 * 20 + 5) / 31}
    assert {c.days for c in result.charges.values()} == {21, 45}


def test_4_windows_cut(tmp_path: Path) -> None:
    customers = [
        {
            "customer_id": "acme",
            "name": "A",
            "billing_from": "2025-03-03",
            "billing_to": "2025-03-21",
        }
    ]
    directories = [{**estate()["directories"][0], "observed_to": "2025-03-11"}]
    tables = estate(customers=customers, directories=directories)
    result = play(tmp_path, tables, [look(march(1), {"a": ["s1"]}), look(march(8), {"a": ["s1"]})])
    assert result.billable == {("acme", "d1/a", "P"): span(3, 10)}
    assert result.blockers["acme"] == set()


def exclusion(match_kind: str, match_value: str = "", **more: str) -> Values:
    return {"match_kind": match_kind, "match_value": match_value, "reason": match_kind, **more}


@pytest.mark.parametrize(
    ("row", "left"),
    [
        (exclusion("user_id", "A"), {"b", "c"}),
        (exclusion("user_principal_name", "a@X.example"), {"b", "c"}),
        (exclusion("domain", "X.EXAMPLE"), set()),
        (exclusion("domain", "example"), {"a", "b", "c"}),
        (exclusion("department", "lab"), {"a", "c"}),
        (exclusion("user_type", "member"), {"c"}),
        (exclusion("disabled"), {"b", "c"}),
        (exclusion("sku", "S1"), set()),
        (exclusion("sku", "S1", customer_id="acme", product_code="P"), set()),
        (exclusion("sku", "S1", customer_id="other"), {"a", "b", "c"}),
        (exclusion("sku", "S1", product_code="Q"), {"a", "b", "c"}),
        (exclusion("sku", "S1", valid_to="2025-03-01"), {"a", "b", "c"}),
    ],
)
def test_5_exclusions(tmp_path: Path, row: Values, left: set[str]) -> None:
    states = {
        "a": {"account_enabled": "false"},
        "b": {"department": "Lab"},
        "c": {"user_type": "Guest"},
    }
    looks = daily(march(1), march(32), {"a": ["s1"], "b": ["s1"], "c": ["s1"]}, users=states)
    result = play(tmp_path, estate(exclusions=[row]), looks)
    assert {person for _, person, _ in result.billable} == {f"d1/{user}" for user in left}
    reasons = {reason for days in result.excluded.values() for reason in days.values()}
    assert reasons == ({("exclusion", str(row["reason"]))} if len(left) < 3 else set())


def test_5_another_account_still_counts(tmp_path: Path) -> None:
    tables = estate(directories=TWO_DIRECTORIES, exclusions=[exclusion("user_id", "h")])
    result = play(tmp_path, tables, month_of_two())
    assert result.billable["acme", "cloud/c", "P"] == span(1, 10)
    assert set(result.excluded["acme", "cloud/c", "P"]) == span(11, 31)


def test_5_includes_do_not_cascade(tmp_path: Path) -> None:
    products = [
        {"product_code": "P", "name": "P", "kind": "sku", "includes": "Q"},
        {"product_code": "Q", "name": "Q", "kind": "sku", "includes": "R"},
        {"product_code": "R", "name": "R", "kind": "sku"},
    ]
    skus = [{"sku": f"s{n}", "product_code": code} for n, code in enumerate("PQR", 1)]
    book = [price(code, "31.00") for code in "PQR"]
    holders = {"all": ["s1", "s2", "s3"], "ends": ["s1", "s3"]}
    looks = daily(march(1), march(32), holders)
    result = play(tmp_path, estate(products=products, skus=skus, price_book=book), looks)
    assert {key[1:] for key in result.billable} == {
        ("d1/all", "P"),
        ("d1/ends", "P"),
        ("d1/ends", "R"),
    }
    assert result.excluded["acme", "d1/all", "R"][march(1)] == ("included", "Q")


@pytest.mark.parametrize(
    ("billing_day", "period", "start", "end"),
    [
        ("", "2025-03", date(2025, 3, 1), date(2025, 4, 1)),
        ("31", "2025-01", date(2025, 1, 31), date(2025, 2, 28)),
        ("31", "2025-02", date(2025, 2, 28), date(2025, 3, 31)),
        ("29", "2024-12", date(2024, 12, 29), date(2025, 1, 29)),
    ],
)
def test_6_periods(tmp_path: Path, billing_day: str, period: str, start: date, end: date) -> None:
    customers = [{"customer_id": "acme", "name": "A", "billing_day": billing_day}]
    looks = daily(date(2024, 12, 1), date(2025, 4, 5), {"a": ["s1"]})
    result = play(tmp_path, estate(customers=customers), looks, period=period, today=end)
    assert result.billable["acme", "d1/a", "P"] == set(Span(start, end).days())
    before = end - timedelta(days=1)
    early = play(tmp_path / "b", estate(customers=customers), looks, period=period, today=before)
    assert early.not_ended == {"acme"}


def test_6_never_observed_and_starts_late(tmp_path: Path) -> None:
    result = play(tmp_path / "none", estate())
    assert result.blockers["acme"] == {("never_observed", False)}
    late = play(tmp_path / "late", estate(), daily(march(2), march(32), {"a": ["s1"]}))
    assert late.blockers["acme"] == {("starts_late", True)}
    assert exacts(late) == {"d1/a": Fraction(30)}


def test_6_blockers_reach_the_payer(tmp_path: Path) -> None:
    people = [
        {"person_id": "ann", "directory_id": "d1", "user_id": "a", "payer_customer_id": "other"}
    ]
    customers = [{"customer_id": name, "name": name} for name in ("acme", "other", "third")]
    looks = [look(march(1), {"a": ["s1"], "b": ["s1"]})]
    result = play(tmp_path, estate(customers=customers, people=people), looks)
    assert result.blocked() == {"acme", "other"}


@pytest.mark.parametrize(
    ("book", "blockers", "due"),
    [
        ([price("P", "31.00"), price("P", "62.00", customer_id="acme")], set(), 62),
        ([price("P", "31.00", discount_percent="12.5")], set(), Fraction("27.125")),
        ([price("P", "31.00"), price("P", "9", customer_id="acme", currency="USD")], {"w"}, 31),
        ([price("P", "31.00", currency="USD")], {"w"}, 0),
        ([price("P", "31.00", valid_to="2025-03-31")], {"n"}, 30),
        ([price("P", "31.00", valid_to="2025-03-31", proration="full_period")], set(), 31),
        (
            [price("P", "31.00", valid_to="2025-03-11"), price("P", "62", valid_from="2025-03-11")],
            set(),
            10 + 2 * 21,
        ),
    ],
)
def test_7_prices(
    tmp_path: Path, book: list[Values], blockers: set[str], due: Fraction | int
) -> None:
    looks = daily(march(1), march(32), {"a": ["s1"]})
    result = play(tmp_path, estate(price_book=book), looks)
    codes = {"w": ("wrong_currency", False), "n": ("no_price", False)}
    assert result.blockers["acme"] == {codes[short] for short in blockers}
    assert sum(exacts(result).values()) == due


@pytest.mark.parametrize(
    ("proration", "first", "last", "due", "days"),
    [
        ("actual_days", 5, 9, Fraction(5 * 60, 31), 5),
        ("full_period", 5, 9, Fraction(60), 5),
        ("fixed_30", 5, 9, Fraction(5 * 60, 30), 5),
        ("fixed_30", 1, 31, Fraction(60), 31),
        ("fixed_30", 2, 31, Fraction(60), 30),
        ("until_period_end", 5, 9, Fraction(27 * 60, 31), 27),
    ],
)
def test_8_prorations(
    tmp_path: Path, proration: str, first: int, last: int, due: Fraction, days: int
) -> None:
    book = [price("P", "60.00", proration=proration, valid_to="2025-03-07")]
    book += [price("P", "60.00", valid_from="2025-03-07")]
    looks = [look(day, {"a": ["s1"] if day in span(first, last) else []}) for day in MARCH.days()]
    result = play(tmp_path, estate(price_book=book), looks)
    assert [(c.exact, c.days) for c in result.charges.values()] == [(due, days)]


def tiers(model: str, **more: object) -> list[Values]:
    prices = {1: "31.00", 2: "15.50", 4: "3.10"}
    return [price("P", p, model=model, tier_from=n, **more) for n, p in prices.items()]


def test_8_graduated_ranks_by_run_and_then_by_id(tmp_path: Path) -> None:
    looks = daily(march(1), march(11), {"b": ["s1"]})
    looks += daily(march(11), march(32), {"a": ["s1"], "b": ["s1"], "c": ["s1"]})
    result = play(tmp_path, estate(price_book=tiers("graduated")), looks)
    assert exacts(result) == {
        "d1/b": Fraction(31),
        "d1/a": Fraction(31, 2) * 21 / 31,
        "d1/c": Fraction(31, 2) * 21 / 31,
    }


def test_8_a_run_starts_no_earlier_than_the_period(tmp_path: Path) -> None:
    looks = daily(date(2025, 2, 20), march(1), {"b": ["s1"]})
    looks += daily(march(1), march(32), {"a": ["s1"], "b": ["s1"]})
    result = play(tmp_path, estate(price_book=tiers("graduated")), looks)
    assert exacts(result) == {"d1/a": Fraction(31), "d1/b": Fraction(31, 2)}


def test_8_volume_and_minimum(tmp_path: Path) -> None:
    looks = daily(march(1), march(32), {"a": ["s1"], "b": ["s1"]})
    volume = play(tmp_path / "v", estate(price_book=tiers("volume", minimum_quantity=4)), looks)
    assert exacts(volume) == {"d1/a": Fraction("3.10"), "d1/b": Fraction("3.10")}
    assert exacts(volume, "minimum") == {None: Fraction("6.20")}
    book = tiers("graduated", minimum_quantity=5)
    graduated = play(tmp_path / "g", estate(price_book=book), looks)
    found = {k[4]: c.days for k, c in graduated.charges.items() if k[2] == "minimum"}
    assert found == {Fraction("15.5"): 31, Fraction("3.1"): 62}


def test_8_minimum_runs_over_the_charging_window(tmp_path: Path) -> None:
    looks = daily(march(2), march(32), {"z": []})
    book = [price("P", "31.00", minimum_quantity=2)]
    result = play(tmp_path, estate(price_book=book), looks)
    assert exacts(result, "minimum") == {None: Fraction(2 * 30)}


def test_8_unassigned_units_are_billed_where_agreed(tmp_path: Path) -> None:
    bought = [{"sku_id": "s1", "purchased": 5}, {"sku_id": "s2", "purchased": 9}]
    looks = daily(march(1), march(11), {"a": ["s1"]})
    looks += [look(march(11), {"a": ["s1"], "b": ["s1"]}, subscriptions=bought)]
    looks += daily(march(12), march(32), {"a": ["s1"], "b": ["s1"]})
    book = [price("P", "31.00", unassigned="bill"), price("Q", "3.10")]
    tables = estate(price_book=book, exclusions=[exclusion("user_id", "b")])
    result = play(tmp_path, tables, looks)
    assert exacts(result, "unassigned") == {None: Fraction(3 * 21)}


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.5", 1), ("-0.5", -1), ("0.49", 0), ("2.5", 3), ("-1.51", -2)]
)
def test_9_half_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_away(Fraction(value)) == rounded


@pytest.mark.parametrize(
    ("currency", "net"), [("JPY", "100"), ("EUR", "100.00"), ("BHD", "100.000")]
)
def test_9_minor_units(tmp_path: Path, currency: str, net: str) -> None:
    customers = [{"customer_id": "acme", "name": "A", "currency": currency}]
    book = [price("P", "33.333333", currency=currency)]
    looks = daily(march(1), march(32), {"a": ["s1"], "b": ["s1"], "c": ["s1"]})
    result = play(tmp_path, estate(customers=customers, price_book=book), looks)
    assert str(result.documents["acme"].net) == net


def test_9_adjustments_taxes_and_credit_notes(tmp_path: Path) -> None:
    customers = [{"customer_id": "acme", "name": "A", "tax_rate": "19", "billing_to": "2025-03-31"}]
    products = [
        {"product_code": "P", "name": "P", "kind": "sku", "tax_rate": "7"},
        {"product_code": "Q", "name": "Q", "kind": "sku", "tax_category": "E"},
    ]
    day = {"customer_id": "acme", "day": "2025-03-30"}
    adjustments = [
        {"adjustment_id": "1", **day, "amount": "-100.05", "product_code": "P"},
        {"adjustment_id": "2", **day, "amount": "10"},
        {"adjustment_id": "3", **day, "amount": "5", "product_code": "Q"},
        {"adjustment_id": "4", **day, "amount": "0.00"},
        {"adjustment_id": "5", **day, "day": "2025-03-31", "amount": "7"},
    ]
    tables = estate(customers=customers, products=products, adjustments=adjustments)
    result = play(tmp_path, tables, daily(march(1), march(32), {"a": ["s1"]}))
    document = result.documents["acme"]
    assert document.kind == "credit_note"
    assert document.taxes == {
        ("S", Fraction(7)): (Decimal("70.05"), Decimal("4.90")),
        ("S", Fraction(19)): (Decimal("-10.00"), Decimal("-1.90")),
        ("E", Fraction(0)): (Decimal("-5.00"), Decimal("0.00")),
    }
    assert (document.net, document.gross) == (Decimal("55.05"), Decimal("58.05"))
    assert result.blockers["acme"] == {("adjustment_outside_window", True)}


def test_9_nothing_due_is_no_document(tmp_path: Path) -> None:
    book = [price("P", "0.001"), price("Q", "5.00", discount_percent="100")]
    looks = daily(march(1), march(32), {"a": ["s1", "s2"]})
    result = play(tmp_path, estate(price_book=book), looks)
    assert amounts(result) == {"d1/a": "0.00"}
    assert not result.documents
