"""A directory that means harm: its rows are clean, or it is refused by name."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import ber
import pytest
from between import Place, entries
from domain_looks import look, refused, rows
from domain_story import PEOPLE, person

from assets.directory import ASSIGNMENTS, USERS

pytestmark = pytest.mark.peers
TEXTS = {
    "displayName": b"A" * 2_000_000,
    "department": b"=cmd|' /C calc'!A0\r\n\x00\x1b[2Jrest\xff\xfe",
    "company": b"../../../etc/passwd",
    "mail": b"\xe2\x80\xa8 \t ",
    "userPrincipalName": b"x'; drop table users; --@\xed\xa0\x80",
}


def of_first(**changes: Any) -> Callable[[ber.Entry], ber.Entry]:
    """Changes these attributes of the first person; None takes one away."""

    def change(entry: ber.Entry) -> ber.Entry:
        if entry.attributes.get("sAMAccountName") != [person(0).encode()]:
            return entry
        changed = {**entry.attributes, **changes}
        return ber.Entry(entry.name, {k: v for k, v in changed.items() if v is not None})

    return change


def test_text_is_cut_and_printable(edited, reach) -> None:
    change = of_first(**{name: [value] for name, value in TEXTS.items()})
    seen = rows(look(reach(edited(entries(change)).port)).users, USERS)
    (user,) = (one for one in seen if one["company_name"] == "../../../etc/passwd")
    assert user["display_name"] == "A" * 1024
    assert user["department"] == "=cmd|' /C calc'!A0 \ufffd\ufffd[2Jrest\ufffd\ufffd"
    assert user["mail"] is None
    assert user["user_principal_name"] == "x'; drop table users; --@" + "\ufffd" * 3
    assert len(seen) == PEOPLE


@pytest.mark.parametrize(
    "changes",
    [
        {"objectGUID": [b"../../etc/passwd/x"]},
        {"objectGUID": [b""]},
        {"objectGUID": None},
        {"userAccountControl": [b"9" * 4_000_000]},
        {"userAccountControl": [b"many"]},
        {"accountExpires": [b"0x10"]},
        {"primaryGroupID": [b"--1"]},
    ],
    ids=range(7),
)
def test_what_decides_and_is_broken_is_refused(edited, reach, changes) -> None:
    problem = refused(reach(edited(entries(of_first(**changes))).port))
    assert problem.cause == "protocol"


@pytest.mark.parametrize(
    "changes",
    [
        {"primaryGroupID": [b"-1"]},
        {"primaryGroupID": [b"99999999999999999999"]},
        {"objectSid": [b"x"]},
        {"whenCreated": [b"20261399000000.0Z"]},
        {"whenCreated": [b"1" * 1_000_000]},
        {"accountExpires": [b"99999999999999999999"]},
        {"accountExpires": [b"-5"]},
        {"sAMAccountName": []},
    ],
    ids=range(8),
)
def test_what_decides_nothing_and_is_broken_is_blank(edited, reach, changes) -> None:
    assert len(look(reach(edited(entries(of_first(**changes))).port)).users) == PEOPLE


def test_ids_twice_are_one_user(place: Place, edited, reach) -> None:
    def twice(message: bytes) -> Sequence[bytes]:
        return [message, message] if ber.kind(message) == ber.ENTRY else [message]

    assert look(reach(edited(twice).port)) == look(reach(place.port))


def many(count: int) -> Callable[[bytes], Sequence[bytes]]:
    """Each group with few people comes so many times, under another objectGUID each."""

    def edit(message: bytes) -> Sequence[bytes]:
        if ber.kind(message) != ber.ENTRY:
            return [message]
        entry = ber.entry(message)
        if entry.attributes.get("sAMAccountName") != [b"LIC-Odd (x)"]:
            return [message]
        ids = (UUID(int=number).bytes_le for number in range(count))
        others = ({**entry.attributes, "objectGUID": [one]} for one in ids)
        return [ber.with_entry(message, ber.Entry(entry.name, other)) for other in others]

    return edit


def test_ten_thousand_groups_on_one_user(edited, reach) -> None:
    found = look(reach(edited(many(10_000)).port, group_filter="(cn=LIC-Odd*)"))
    held = rows(found.assignments, ASSIGNMENTS)
    assert len(held) == 20_000
    assert len({one["sku_id"] for one in held}) == 10_000


def test_more_than_can_be_true_is_refused(edited, reach, monkeypatch) -> None:
    monkeypatch.setattr("pipelines.directories.domain.groups.MOST", 1_000)
    problem = refused(reach(edited(many(600)).port, group_filter="(cn=LIC-Odd*)"))
    assert (problem.cause, problem.problem) == (
        "protocol",
        "localhost: more than 1,000 assignments",
    )


def test_paging_without_end_is_left_by_the_deadline(edited, reach) -> None:
    """The same page again and again, each with a cookie for the next."""

    def endless(message: bytes) -> Sequence[bytes]:
        return [message.replace(b"\x04\x00", b"\x04\x01x")] if _is_last(message) else [message]

    def _is_last(message: bytes) -> bool:
        return ber.kind(message) == ber.DONE and b"1.2.840.113556.1.4.319" in message

    assert refused(reach(edited(endless).port, deadline_seconds=6)).cause in {
        "network",
        "protocol",
    }


@pytest.mark.parametrize("member", [b"CN=x", b"<GUID=../../x>;CN=x", b"<GUID=", b""])
def test_members_without_an_id_are_refused(edited, reach, member: bytes) -> None:
    def change(entry: ber.Entry) -> ber.Entry:
        if "member" not in entry.attributes:
            return entry
        return ber.Entry(entry.name, {**entry.attributes, "member": [member]})

    assert refused(reach(edited(entries(change)).port)).cause == "protocol"


def test_names_of_groups_do_not_reach_into_filters(edited, reach) -> None:
    """Ids are asked for as bytes: what a group calls itself stands in no filter."""

    def change(entry: ber.Entry) -> ber.Entry:
        if "member" not in entry.attributes:
            return entry
        return ber.Entry(b")(objectClass=*", {**entry.attributes, "sAMAccountName": [b"*)(x=*"]})

    found = look(reach(edited(entries(change)).port)).assignments
    assert {row[2] for row in found} == {"*)(x=*"}


def test_a_long_name_costs_no_memory(edited, reach) -> None:
    """What is cut away is not kept: 40 MB of names would show here."""

    def change(entry: ber.Entry) -> ber.Entry:
        if "userAccountControl" not in entry.attributes:
            return entry
        return ber.Entry(entry.name, {**entry.attributes, "displayName": [b"B" * 20_000]})

    directory = reach(edited(entries(change)).port, group_filter="")
    tracemalloc.start()
    try:
        seen = look(directory)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert {row[2] for row in seen.users} == {"B" * 1024}
    assert kept < 12_000_000
