"""Product names become SKUs: also those that contain what joins them, or stand for two."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import skus
from pipelines.estate.records import numbered
from pipelines.skus import Sku

NAMES = sorted(one.name for found in skus.published().values() for one in found)
F1, F1_COMM = (
    "44575883-256e-4a79-9da4-ebe9acabe2b2",
    "50f60901-3181-4b75-8a2c-4c8e4c1d5a72",
)
WORD = st.text(st.characters(codec="utf-8", exclude_characters="+", exclude_categories=["C", "Z"]))
UNKNOWN = st.lists(WORD.filter(bool), min_size=1, max_size=3).map(" ".join)


def test_everything_that_microsoft_publishes_is_known() -> None:
    assert len(NAMES) == 619
    assert sum(len(found) > 1 for found in skus.published().values()) == 15
    assert sum("+" in name for name in NAMES) == 7
    assert all(skus.is_name(name) for name in NAMES)


@given(st.lists(st.sampled_from(NAMES) | UNKNOWN.filter(lambda name: name.lower() != "unlicensed")))
def test_names_that_were_joined_are_parted_again(held: list[str]) -> None:
    written = [" ".join(name.split()) for name in held]
    assert skus.names("+".join(held)) == list(dict.fromkeys(written))


@pytest.mark.parametrize(
    ("joined", "names"),
    [
        ("Enterprise Mobility + Security E3", ["Enterprise Mobility + Security E3"]),
        ("A+Enterprise Mobility+Security E3", ["A", "Enterprise Mobility+Security E3"]),
        ("Enterprise Mobility + Security E9", ["Enterprise Mobility + Security E9"]),
        ("New Suite + Microsoft 365 F1", ["New Suite", "Microsoft 365 F1"]),
        ("Microsoft 365 F1 + New Suite", ["Microsoft 365 F1", "New Suite"]),
        ("New+Suite", ["New", "Suite"]),
        ("  New   Suite\u00a0X ++ Unlicensed +", ["New Suite X"]),
        ("Microsoft 365 F1\nNew", ["Microsoft 365 F1", "New"]),
        ("Unlicensed", []),
        ("", []),
    ],
)
def test_a_plus_joins_unless_it_belongs_to_a_name(joined: str, names: list[str]) -> None:
    assert skus.names(joined) == names


def test_a_published_name_is_its_sku_and_an_unknown_one_is_its_own() -> None:
    premium = skus.named("microsoft 365  BUSINESS premium", {})
    assert (premium.sku_id, premium.part_number) == ("cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46", "SPB")
    assert skus.named("Contoso", {}) == Sku("Contoso", None, "Contoso")


@pytest.mark.parametrize(
    ("listed", "sku_id"),
    [
        ({}, F1),
        ({F1_COMM: "f1"}, F1_COMM),
        ({"m365_f1_comm": "f1"}, F1_COMM),
        ({F1: "f1"}, F1),
        ({F1: "f1", F1_COMM: "f1"}, F1),
        ({F1: None, "m365_f1_comm": None}, F1),
        ({F1: "f1", F1_COMM: "f1-eea"}, "Microsoft 365 F1"),
        ({F1: None, F1_COMM: "f1"}, "Microsoft 365 F1"),
        # The row for the id wins over the one for the part number, here as in billing.
        ({F1: "f1", "m365_f1": "other", F1_COMM: "f1"}, F1),
    ],
)
def test_a_name_of_two_skus_is_the_one_that_skus_csv_lists(
    listed: dict[str, object], sku_id: str
) -> None:
    assert skus.named("Microsoft 365 F1", listed).sku_id == sku_id


@pytest.mark.parametrize(
    "name",
    ["=1+1", "-2", "@SUM(1)", "＝1", "a\x1b[0m", "a\u202eb", "a\u200bb", "\ud800", "x" * 201],
)
def test_a_name_that_could_not_be_listed_or_shown_is_none(name: str) -> None:
    assert not skus.is_name(name)


def test_what_skus_csv_does_not_list_is_listed_once_by_name() -> None:
    found = [Sku("b", "B1", "Zeta"), Sku("Foo", None, "Foo"), Sku("foo", None, "foo"),
             Sku("c", "C1", "alpha"), Sku("d", "D1", "Delta")]  # fmt: skip
    missing = skus.unlisted(found, {"b1": "x", "d": None})
    assert [sku.sku_id for sku in missing] == ["c", "Foo"]


@given(st.lists(UNKNOWN, unique=True), st.permutations(["sku", "product_code", "reason"]))
def test_rows_to_paste_read_back_under_the_header_they_are_for(
    held: list[str], columns: list[str]
) -> None:
    lines = list(skus.rows([Sku(name, None, name) for name in held], columns))
    page = "".join(f"{line}\r\n" for line in (",".join(columns), *lines))
    read = [dict(zip(columns, cells, strict=True)) for _, cells in list(numbered(page))[1:]]
    assert read == [{"sku": name, "product_code": "", "reason": name} for name in held]
    assert len(list(csv.reader(io.StringIO(page)))) == len(held) + 1
