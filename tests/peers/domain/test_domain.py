"""What a look at a real domain shows."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import ber
import ldap3
import pytest
from between import Place, entries, forward, ranged
from domain_looks import NOW, by_names, look, rows
from domain_server import PASSWORD, READER, Domain
from domain_story import (
    BASE,
    PEOPLE,
    ROOT,
    held,
    is_enabled,
    person,
    person_dn,
    principal,
)

from assets.directory import ASSIGNMENTS, USERS

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module")
def groups(place: Place) -> dict[str, str]:
    """Names of groups by objectGUID, as ldap3 reads both by itself."""
    tls = ldap3.Tls(validate=ssl.CERT_NONE)
    server = ldap3.Server("localhost", place.port, use_ssl=True, tls=tls)
    with ldap3.Connection(server, READER, PASSWORD, auto_bind=True) as line:
        line.search(
            ROOT, "(objectClass=group)", attributes=["objectGUID", "sAMAccountName", "member"]
        )
        return {one.objectGUID.value.strip("{}"): one.sAMAccountName.value for one in line.entries}


def test_everybody_below_the_base_is_a_user(place: Place, reach) -> None:
    users = rows(look(reach(place.port)).users, USERS)
    assert len(users) == PEOPLE
    by_account = {str(user["mail"]).partition("@")[0]: user for user in users}
    for index in range(PEOPLE):
        user = by_account[person(index)]
        assert user["user_principal_name"] == principal(index)
        assert user["account_enabled"] == ("true" if is_enabled(index) else "false")
        assert user["department"] == f"Team {index % 4}"
        assert (user["company_name"], user["user_type"]) == ("Corp", "Member")
        assert user["created_at"] is not None
    assert by_account["p0007"]["display_name"] == "Änne Müller (Süd*)"


def test_a_user_is_known_by_its_guid_and_entra_knows_the_same_bytes(place: Place, reach) -> None:
    for user in rows(look(reach(place.port)).users, USERS):
        assert user["user_id"] == str(UUID(bytes_le=b64decode(str(user["immutable_id"]))))


def test_groups_are_skus_of_those_within_however_deep(place: Place, reach, groups) -> None:
    """Direct, nested, in a circle, outside of the base, as primary group; nobody else."""
    found = by_names(look(reach(place.port)), groups)
    expected = {name: members for name, members in held().items() if members}
    assert found == expected


def test_a_sku_is_the_guid_of_its_group(place: Place, reach, groups) -> None:
    for one in rows(look(reach(place.port)).assignments, ASSIGNMENTS):
        assert groups[str(one["sku_id"])] == one["sku_part_number"]
        assert one["assigned_at"] is None


def test_a_group_that_comes_in_ranges_is_whole(place: Place, edited, reach) -> None:
    seen: list[str] = []

    def change(entry: ber.Entry) -> ber.Entry:
        changed = ranged(entry)
        seen.extend(name for name in changed.attributes if ";range=" in name)
        return changed

    whole = look(reach(place.port))
    assert look(reach(edited(entries(change)).port)) == whole
    assert {"member;range=0-1499", "member;range=1500-*"} <= set(seen)


def test_the_same_domain_gives_the_same_rows(place: Place, reach) -> None:
    assert look(reach(place.port)) == look(reach(place.port))


def test_a_line_secured_by_starttls_shows_the_same(controller, place, serving, reach) -> None:
    plain = serving(forward(Place(controller[1].number, 389)))
    assert look(reach(plain.port, tls="starttls")) == look(reach(place.port))


def test_a_whole_domain_is_read_past_its_referrals(place: Place, reach) -> None:
    """Samba refers to the other partitions of the forest; its own accounts are users too."""
    users = rows(look(reach(place.port, "dc=CORP, dc=example", group_filter="")).users, USERS)
    others = {str(user["user_principal_name"]) for user in users if user["mail"] is None}
    own = ("Administrator", "Guest", "krbtgt", "dns-dc1", "reader")
    assert others == {f"{name}@corp.example" for name in own}
    assert len(users) == PEOPLE + len(own)


def test_what_was_deleted_is_not_seen(place: Place, reach) -> None:
    seen = look(reach(place.port, ROOT, group_filter="(objectClass=group)"))
    names = {str(row[1]) for row in seen.users} | {str(row[2]) for row in seen.assignments}
    assert not [name for name in names if "gone" in name.lower() or "DEL:" in name]


def test_referrals_among_entries_are_passed_over(place: Place, edited, reach) -> None:
    def edit(message: bytes) -> Sequence[bytes]:
        if ber.kind(message) != ber.ENTRY:
            return [message]
        return [ber.reference(message, b"ldaps://elsewhere.invalid/DC=x"), message]

    assert look(reach(edited(edit).port)) == look(reach(place.port))


def test_without_a_filter_nothing_is_a_sku(place: Place, reach) -> None:
    seen = look(reach(place.port, group_filter=""))
    assert (len(seen.users), seen.assignments, seen.subscriptions) == (PEOPLE, [], None)


def test_a_filter_may_lack_its_parentheses(place: Place, reach) -> None:
    found = look(reach(place.port, group_filter="sAMAccountName=LIC-Mixed")).assignments
    assert {row[2] for row in found} == {"LIC-Mixed"}


def test_a_check_signs_in_and_reads(place: Place, reach) -> None:
    asyncio.run(reach(place.port).check())


@pytest.fixture
def moved(controller: tuple[Domain, Place]) -> Iterator[Callable[[], None]]:
    """Moves a person to another unit, once; the end moves it back."""
    there, team = person_dn(3), "OU=Team0,OU=Staff," + BASE
    gone: list[str] = []

    def move() -> None:
        if not gone:
            gone.append(there.replace("Team3", "Team0"))
            controller[0].change([_moving(there, team)])

    yield move
    for one in gone:
        controller[0].change([_moving(one, there.partition(",")[2])])


def _moving(dn: str, to: str) -> str:
    rdn = dn.partition(",")[0]
    return f"dn: {dn}\nchangetype: modrdn\nnewrdn: {rdn}\ndeleteoldrdn: 1\nnewsuperior: {to}\n"


def test_who_moves_between_two_reads_loses_nothing(place, edited, reach, moved) -> None:
    """Members are known by objectGUID: a name changes when somebody moves."""
    before = look(reach(place.port))

    def edit(message: bytes) -> Sequence[bytes]:
        if ber.kind(message) == ber.ENTRY and "mail" not in ber.entry(message).attributes:
            moved()
        return [message]

    during = look(reach(edited(edit).port))
    assert sorted(during.assignments, key=str) == sorted(before.assignments, key=str)


def test_a_probe_tells_whether_anything_changed(controller, place: Place, reach) -> None:
    directory = reach(place.port)
    first = asyncio.run(directory.probe(None))
    assert first.is_changed
    again = asyncio.run(directory.probe(first.token))
    assert (again.is_changed, again.token) == (False, first.token)
    change = "changetype: modify\nreplace: description\ndescription: changed"
    controller[0].change([f"dn: {person_dn(1)}\n{change}\n"])
    after = asyncio.run(directory.probe(first.token))
    assert after.is_changed
    assert not asyncio.run(directory.probe(after.token)).is_changed


def test_a_probe_of_another_controller_counts_as_changed(place: Place, edited, reach) -> None:
    def change(entry: ber.Entry) -> ber.Entry:
        if "invocationId" not in entry.attributes:
            return entry
        return ber.Entry(entry.name, {**entry.attributes, "invocationId": [bytes(16)]})

    known = asyncio.run(reach(place.port).probe(None))
    elsewhere = asyncio.run(reach(edited(entries(change)).port).probe(known.token))
    assert elsewhere.is_changed


def test_many_looks_at_once_do_not_wait_for_each_other(place: Place, serving, reach) -> None:
    """Ten that hang until their deadline, and one that is well, in no more time than that."""
    from between import silent

    hanging = [reach(serving(silent).port, deadline_seconds=8) for _ in range(10)]

    async def together() -> list[Any]:
        well = reach(place.port, deadline_seconds=8)
        looks = (one.observe(NOW) for one in (*hanging, well))
        return await asyncio.gather(*looks, return_exceptions=True)

    *failed, seen = asyncio.run(together())
    assert {getattr(one, "cause", None) for one in failed} == {"network"}
    assert len(seen.users) == PEOPLE
