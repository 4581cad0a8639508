"""What each column says, and when a date is believed."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import entra_tenants as lab
import pytest
from entra_tenants import ASSIGNED, E3, E5, FLOW, SPB
from graph_server import Emulator
from graph_tenants import Tenant

from assets.directory import ASSIGNMENTS, SUBSCRIPTIONS, USERS

GROUP = str(uuid.UUID(int=0x6))
MAIL, TEAMS, PHONE = (str(uuid.UUID(int=n)) for n in (0xA1, 0xA2, 0xA3))
LATER = ASSIGNED + timedelta(days=9)


def one(emulator: Emulator, **given: Any) -> tuple[Tenant, str]:
    """A tenant with one user; E5 brings all that E3 does, and phone."""
    made = lab.tenant(emulator, 0)
    made.add_sku(E3, "ENTERPRISEPACK", 5, [MAIL, TEAMS])
    made.add_sku(E5, "ENTERPRISEPREMIUM", 5, [MAIL, TEAMS, PHONE])
    return made, made.add_user("ada", ASSIGNED, **given)["id"]


def assignments(emulator: Emulator, made: Tenant) -> list[dict[str, str | None]]:
    found = lab.observed(emulator, made).assignments
    return [dict(zip(ASSIGNMENTS, row, strict=True)) for row in found]


def test_a_user_is_what_graph_shows(emulator: Emulator) -> None:
    said = {
        "mail": "ada@lab.example",
        "displayName": "Ada Ålund",
        "department": "Dock",
        "companyName": "Yard",
        "accountEnabled": False,
        "userType": "Guest",
        "onPremisesImmutableId": "3qqqqg==",
    }
    made, user_id = one(emulator, **said)
    (row,) = lab.observed(emulator, made).users
    assert dict(zip(USERS, row, strict=True)) == {
        "user_id": user_id,
        "user_principal_name": f"ada@{made.tenant_id[:8]}.example",
        "display_name": "Ada Ålund",
        "mail": "ada@lab.example",
        "department": "Dock",
        "company_name": "Yard",
        "account_enabled": "false",
        "user_type": "Guest",
        "immutable_id": "3qqqqg==",
        "created_at": "2026-03-04T09:30:00Z",
    }


def test_what_is_bought_are_the_enabled_units(emulator: Emulator) -> None:
    made, user_id = one(emulator)
    made.assign(user_id, E3)
    made.skus[E3]["prepaidUnits"] |= {"warning": 7, "suspended": 2}
    made.skus[E3]["capabilityStatus"] = "Warning"
    found = lab.observed(emulator, made).subscriptions or ()
    rows = {row[1]: dict(zip(SUBSCRIPTIONS, row, strict=True)) for row in found}
    assert rows["ENTERPRISEPACK"] == {
        "sku_id": E3,
        "sku_part_number": "ENTERPRISEPACK",
        "purchased": "5",
        "consumed": "1",
        "status": "Warning",
    }


def test_each_way_to_a_sku_is_a_row(emulator: Emulator) -> None:
    made, user_id = one(emulator)
    made.assign(user_id, E3, ASSIGNED)
    made.assign(user_id, E3, LATER, group=GROUP)
    found = assignments(emulator, made)
    assert [row["assigned_via"] for row in found] == ["direct", GROUP]
    assert {row["sku_part_number"] for row in found} == {"ENTERPRISEPACK"}


@pytest.mark.parametrize(
    ("state", "via"),
    [("Active", "direct"), ("ActiveWithError", "direct"), ("Error", None), ("Disabled", None)],
)
def test_a_way_that_brings_nothing_is_not_named(
    emulator: Emulator, state: str, via: str | None
) -> None:
    """The SKU is held all the same: Graph lists it among those assigned."""
    made, user_id = one(emulator)
    made.assign(user_id, E3)
    made.users[user_id]["licenseAssignmentStates"][0]["state"] = state
    assert [row["assigned_via"] for row in assignments(emulator, made)] == [via]


def test_a_way_to_a_sku_that_is_not_assigned_is_no_assignment(emulator: Emulator) -> None:
    """A group that gives a SKU without units left: the state says Error, nothing is held."""
    made, user_id = one(emulator)
    state = {"skuId": E3, "assignedByGroup": GROUP, "state": "Error", "error": "CountViolation"}
    made.users[user_id]["licenseAssignmentStates"] = [state]
    assert assignments(emulator, made) == []


def test_a_sku_that_is_no_longer_bought_is_held_without_a_name(emulator: Emulator) -> None:
    made, user_id = one(emulator)
    made.assign(user_id, E3)
    made.assign(user_id, FLOW)
    found = assignments(emulator, made)
    named = {row["sku_id"]: (row["sku_part_number"], row["assigned_at"]) for row in found}
    # Its plans are not known, so any date may be its own, and none is believed.
    assert named == {E3: ("ENTERPRISEPACK", None), FLOW: (None, None)}


def dates(emulator: Emulator, made: Tenant) -> dict[str | None, str | None]:
    return {row["sku_id"]: row["assigned_at"] for row in assignments(emulator, made)}


def test_a_date_is_that_of_the_plans_that_one_sku_alone_brings(emulator: Emulator) -> None:
    made, user_id = one(emulator)
    made.assign(user_id, SPB, ASSIGNED)
    made.assign(user_id, E3, LATER)
    assert dates(emulator, made) == {SPB: "2026-03-04T09:30:00Z", E3: "2026-03-13T09:30:00Z"}


def test_plans_that_two_held_skus_bring_say_nothing(emulator: Emulator) -> None:
    """E3 has no plan of its own beside E5; of E5 only its phone speaks."""
    made, user_id = one(emulator)
    made.assign(user_id, E3, ASSIGNED)
    made.assign(user_id, E5, LATER)
    assert dates(emulator, made) == {E3: None, E5: "2026-03-13T09:30:00Z"}


def test_plans_that_stayed_from_a_sku_held_before_leave_the_date_open(emulator: Emulator) -> None:
    """E3 was exchanged for E5: mail and Teams kept their date, phone is new."""
    made, user_id = one(emulator)
    made.assign(user_id, E3, ASSIGNED)
    made.assign(user_id, E5, LATER)
    user = made.users[user_id]
    user["assignedLicenses"] = [{"skuId": E5, "disabledPlans": []}]
    assert dates(emulator, made) == {E5: None}


@pytest.mark.parametrize(
    ("changed", "date"),
    [
        ({"assignedDateTime": "2026-03-04T09:33:00.1234567Z"}, "2026-03-04T09:30:00Z"),
        ({"assignedDateTime": "2026-03-05T00:00:00Z"}, None),
        ({"assignedDateTime": "2025-01-01T00:00:00Z", "capabilityStatus": "Deleted"}, "=first"),
        ({"assignedDateTime": "2026-03-05T00:00:00Z", "disabled": True}, "=first"),
    ],
    ids=["within minutes", "days apart", "a plan deleted", "a plan switched off"],
)
def test_plans_of_one_sku_have_to_agree(
    emulator: Emulator, changed: dict[str, Any], date: str | None
) -> None:
    made, user_id = one(emulator)
    made.assign(user_id, E3, ASSIGNED)
    user = made.users[user_id]
    if changed.pop("disabled", False):
        user["assignedLicenses"][0]["disabledPlans"] = [TEAMS]
    user["assignedPlans"][1] |= changed
    expected = "2026-03-04T09:30:00Z" if date == "=first" else date
    assert dates(emulator, made) == {E3: expected}


def test_an_empty_tenant_is_empty(emulator: Emulator) -> None:
    found = lab.observed(emulator, lab.tenant(emulator, 0))
    assert (found.users, found.assignments) == ((), ())
    assert found.observed_at == lab.MOMENT


def test_a_few_in_motion_are_no_gap(emulator: Emulator) -> None:
    """The index that counts follows within minutes: one user more or less is believed."""
    made = lab.tenant(emulator, 7)
    made.faults.append(lab.Fault("count", "miscounted", 1, value=8))
    assert lab.is_whole(lab.observed(emulator, made), made)
    assert made.asked["count"] == 1


def test_what_changed_is_told_and_the_token_kept(emulator: Emulator) -> None:
    made, user_id = one(emulator)
    directory = lab.directory(emulator, made)

    async def play() -> None:
        first = await directory.probe(None)
        assert first.is_changed
        still = await directory.probe(first.token)
        assert not still.is_changed
        made.change_user(user_id, department="Quay")
        assert not (await directory.probe(still.token)).is_changed, "not who is billed"
        made.assign(user_id, E3, datetime.now(UTC))
        assert (await directory.probe(still.token)).is_changed
        now = await directory.probe((await directory.probe(still.token)).token)
        assert not now.is_changed
        made.remove_user(user_id)
        gone = await directory.probe(now.token)
        assert gone.is_changed
        assert made.asked["users"] == 0, "a probe reads no listing"
        made.oldest_delta = len(made.changes) + 1
        anew = await directory.probe(gone.token)
        assert anew.is_changed, "410: whatever happened since is not known"
        made.oldest_delta = 0
        assert not (await directory.probe(anew.token)).is_changed
        assert (await directory.probe("no token of Graph's")).is_changed

    asyncio.run(play())
