"""The oracle against rules 3 to 5: persons, payers, product-days and what is taken away."""

from fractions import Fraction
from pathlib import Path

import pytest
from oracle_cases import (
    MARCH,
    TWO_DIRECTORIES,
    daily,
    estate,
    exacts,
    exclusion,
    look,
    march,
    month_of_two,
    play,
    price,
    span,
)
from oracle_files import Values


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


def test_3_accounts_of_different_customers_stay_apart(tmp_path: Path) -> None:
    directories = [TWO_DIRECTORIES[0], {**TWO_DIRECTORIES[1], "customer_id": "other"}]
    customers = [{"customer_id": name, "name": name} for name in ("acme", "other")]
    tables = estate(directories=directories, customers=customers)
    result = play(tmp_path, tables, month_of_two())
    assert set(result.billable) == {("acme", "cloud/c", "P"), ("other", "house/h", "P")}


def test_3_listed_persons_of_one_link_keep_their_ids(tmp_path: Path) -> None:
    people = [
        {"person_id": "ann", "directory_id": "house", "user_id": "h"},
        {"person_id": "bob", "directory_id": "cloud", "user_id": "c"},
    ]
    tables = estate(directories=TWO_DIRECTORIES, people=people)
    result = play(tmp_path, tables, month_of_two())
    assert {person for _, person, _ in result.billable} == {"ann", "bob"}


def test_4_a_blank_mapping_is_known_and_not_billed(tmp_path: Path) -> None:
    skus = [{"sku": "s1", "product_code": ""}, {"sku": "PART", "product_code": "P"}]
    looks = daily(march(1), march(32), {"a": ["s1"]})
    for one in looks:
        one.assignments = [{**row, "sku_part_number": "Part"} for row in one.assignments]
    result = play(tmp_path, estate(skus=skus), looks)
    assert (result.billable, result.blocked()) == ({}, set())


def test_4_a_part_number_counts_from_the_look_that_says_it(tmp_path: Path) -> None:
    skus = [{"sku": "old", "product_code": "P"}, {"sku": "new", "product_code": "Q"}]
    looks = daily(march(1), march(32), {"a": ["s9"]})
    parts = {march(3): "old", march(20): "new"}
    for one in looks:
        part = parts.get(one.observed_at.date(), "")
        one.assignments = [{**row, "sku_part_number": part} for row in one.assignments]
    result = play(tmp_path, estate(skus=skus), looks)
    assert result.billable["acme", "d1/a", "P"] == span(1, 19)
    assert result.billable["acme", "d1/a", "Q"] == span(20, 31)


def test_5_what_is_not_sold_takes_nothing_away(tmp_path: Path) -> None:
    products = [
        {"product_code": "U", "name": "U", "kind": "user", "includes": "P"},
        {"product_code": "P", "name": "P", "kind": "sku"},
    ]
    book = [price("P", "31.00"), price("U", "31.00", valid_from="2025-03-11")]
    looks = daily(march(1), march(32), {"a": ["s1"]})
    result = play(tmp_path, estate(products=products, price_book=book), looks)
    assert result.billable["acme", "d1/a", "P"] == span(1, 10)
    assert result.billable["acme", "d1/a", "U"] == span(11, 31)
