"""A tenant that means harm: its rows are clean, or it is refused with the place named."""

from __future__ import annotations

import uuid
from typing import Any

import entra_tenants as lab
import pytest
from entra_tenants import E3, SPB
from graph_server import Emulator
from graph_tenants import FOREVER, Fault

from assets.directory import ASSIGNMENTS, USERS


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ada\r\nBcc: all@lab.example", "Ada Bcc: all@lab.example"),
        ("\x1b[2J\x1b]0;owned\x07Ada\x00", "[2J ]0;owned Ada"),
        ("\u202egnp.exe\u2066 Ada\u2069", "gnp.exe Ada"),
        ("Ada\u2028Lovelace\x9b1m", "Ada Lovelace 1m"),
        ("  \t ", None),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Ada' or 1=1; drop table users --", "Ada' or 1=1; drop table users --"),
        ("Ада 👩‍🔧 Ⅷ", "Ада 👩‍🔧 Ⅷ"),
        ("x" * 1024, "x" * 1024),
    ],
)
def test_text_stays_text_on_one_line(emulator: Emulator, said: str, shown: str | None) -> None:
    """What steers a terminal goes; a formula is text, and those who write files keep it so."""
    made = lab.tenant(emulator, 0)
    made.add_user("ada", displayName=said, department=said, companyName=said)
    (row,) = lab.observed(emulator, made).users
    user = dict(zip(USERS, row, strict=True))
    assert {user[name] for name in ("display_name", "department", "company_name")} == {shown}


PLACES = "../../../etc/passwd"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "2 MB of name": ({"displayName": "x" * 2_000_000}, "a displayName has 2,000,000 characters"),
    "an id that is a path": ({"id": PLACES}, "an id of a user is no GUID"),
    "an id with an end": ({"id": f"{uuid.UUID(int=7)}\n"}, "an id of a user is no GUID"),
    "a SKU that is a path": (
        {"assignedLicenses": [{"skuId": PLACES, "disabledPlans": []}]},
        "an id of a SKU is no GUID",
    ),
    "a group that is a path": (
        {
            "assignedLicenses": [{"skuId": SPB, "disabledPlans": []}],
            "licenseAssignmentStates": [
                {"skuId": SPB, "assignedByGroup": PLACES, "state": "Active"}
            ],
        },
        "an id of a group is no GUID",
    ),
    "a type of no kind": ({"userType": "Admin"}, "a userType is neither Member nor Guest"),
    "a date that is none": ({"createdDateTime": "yesterday"}, "a date is not as Graph v1.0"),
    "a date beyond the calendar": ({"createdDateTime": "2026-02-31T00:00:00Z"}, "a date is not"),
    "a flag that is none": ({"accountEnabled": "yes"}, "Expected `bool | null`, got `str`"),
    "a name that is none": ({"displayName": {"x": 1}}, "got `object`"),
    "licences that are none": ({"assignedLicenses": None}, "Expected `array`, got `null`"),
    "no principal name": ({"userPrincipalName": None}, "Expected `str`, got `null`"),
}


@pytest.mark.parametrize(("given", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_and_not_quoted(
    emulator: Emulator, given: dict[str, Any], said: str
) -> None:
    made = lab.tenant(emulator, 3)
    made.add_user("ada", **given)
    unobserved = lab.refused(emulator, made)
    assert (unobserved.cause, said in unobserved.problem) == ("protocol", True), unobserved
    assert len(str(unobserved)) < 200
    assert PLACES not in str(unobserved)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"skuId": PLACES}, "an id of a SKU is no GUID"),
        ({"consumedUnits": -1}, "a number of units"),
        ({"consumedUnits": 10**12}, "a number of units"),
        ({"prepaidUnits": {"enabled": -5}}, "a number of units"),
        ({"prepaidUnits": {}}, "missing required field `enabled`"),
        ({"skuPartNumber": "x" * 5000}, "a skuPartNumber has 5,000 characters"),
        ({"servicePlans": None}, "Expected `array`, got `null`"),
    ],
)
def test_a_sku_that_cannot_be_is_refused(
    emulator: Emulator, given: dict[str, Any], said: str
) -> None:
    made = lab.tenant(emulator, 0)
    made.skus[SPB] |= given
    unobserved = lab.refused(emulator, made)
    assert (unobserved.cause, said in unobserved.problem) == ("protocol", True), unobserved


def test_ten_thousand_skus_on_one_user_are_ten_thousand_rows(emulator: Emulator) -> None:
    made = lab.tenant(emulator, 3)
    user = made.add_user("ada")
    many = [str(uuid.UUID(int=n + 1)) for n in range(10_000)]
    user["assignedLicenses"] = [{"skuId": sku_id, "disabledPlans": []} for sku_id in many * 2]
    found = lab.observed(emulator, made)
    rows = [dict(zip(ASSIGNMENTS, row, strict=True)) for row in found.assignments]
    assert sorted(str(r["sku_id"]) for r in rows if r["user_id"] == user["id"]) == sorted(many)


def test_the_same_way_named_often_is_one_row(emulator: Emulator) -> None:
    made = lab.tenant(emulator, 0)
    user_id = made.add_user("ada")["id"]
    for _ in range(3):
        made.assign(user_id, SPB)
    assert len(lab.observed(emulator, made).assignments) == 1


def test_two_users_with_one_id_are_refused(emulator: Emulator) -> None:
    made = lab.tenant(emulator, 3)
    twin = {**next(iter(made.users.values())), "displayName": "Twin"}
    made.users["twin"] = twin
    unobserved = lab.refused(emulator, made)
    assert (unobserved.cause, unobserved.problem) == (
        "incomplete",
        "a user changed while the pages were read",
    )


def test_a_sku_that_contradicts_itself_is_refused(emulator: Emulator) -> None:
    made = lab.tenant(emulator, 0)
    made.add_sku(E3, "ENTERPRISEPACK", 5)
    made.skus["twin"] = {**made.skus[E3], "skuPartNumber": "TWIN"}
    assert "listed twice, and differently" in lab.refused(emulator, made).problem


def test_json_without_bottom_is_refused(emulator: Emulator) -> None:
    made = lab.tenant(emulator, 3, Fault("users", "deep_json", FOREVER))
    assert lab.refused(emulator, made).cause == "protocol"
