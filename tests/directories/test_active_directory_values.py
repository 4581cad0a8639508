"""What the bytes of a domain mean: ids, flags, moments, names, members."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from struct import pack
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.directories.domain import people, values
from pipelines.directories.domain.faults import REFUSED, RESULTS, Fault, of_result
from pipelines.directories.domain.people import Moment
from pipelines.directories.domain.root import Root

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
# MS-DTYP 2.3.4: the first three parts are little-endian in bytes.
GUID = bytes.fromhex("33221100554477668899aabbccddeeff")


def test_a_guid_is_written_as_its_owners_write_it() -> None:
    assert values.object_id({"objectGUID": [GUID]}) == (
        "00112233-4455-6677-8899-aabbccddeeff",
        "MyIRAFVEd2aImaq7zN3u/w==",
    )


@pytest.mark.parametrize("found", [None, [], [b""], [GUID + b"x"], [b"00112233"]])
def test_a_guid_that_is_none_is_refused(found: list[bytes] | None) -> None:
    with pytest.raises(Fault):
        values.object_id({"objectGUID": found})


@given(st.datetimes(datetime(1700, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)))
def test_a_moment_is_steps_since_1601(moment: datetime) -> None:
    assert values.EPOCH + timedelta(microseconds=values.filetime(moment) // 10) == moment


# userAccountControl of an account that is there, as MS-ADTS 2.2.16 lists its bits.
NORMAL, DISABLED, NO_EXPIRY = 0x200, 0x202, 0x10200


@pytest.mark.parametrize(
    ("control", "expires", "enabled"),
    [
        (NORMAL, None, True),
        (NORMAL, 0, True),
        (NORMAL, 0x7FFF_FFFF_FFFF_FFFF, True),
        (NORMAL, -1, True),
        (NO_EXPIRY, 0, True),
        (NORMAL | 0x40000 | -0x8000_0000, 0, True),  # the number is signed
        (DISABLED, 0, False),
        (DISABLED | -0x8000_0000, 0, False),
        (NORMAL, 1, False),
    ],
)
def test_who_is_enabled(control: int, expires: int | None, enabled: bool) -> None:
    assert values.is_enabled(control, expires, values.filetime(NOW)) is enabled


def test_an_account_expires_at_its_moment() -> None:
    """Expired at the very moment, enabled one step before."""
    now = values.filetime(NOW)
    assert not values.is_enabled(NORMAL, now, now)
    assert values.is_enabled(NORMAL, now + 1, now)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"20260131083000.0Z", "2026-01-31T08:30:00+00:00"),
        (b"20260131083000Z", "2026-01-31T08:30:00+00:00"),
        (b"20260231083000.0Z", None),
        (b"2026-01-31", None),
        (b"", None),
    ],
)
def test_when_an_account_was_created(raw: bytes, said: str | None) -> None:
    assert values.created_at({"whenCreated": [raw]}) == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"Anna", "Anna"),
        ("Änne Ž 李".encode(), "Änne Ž 李"),
        (b"  \t ", None),
        (b"", None),
        (b"a\x00b\r\n\tc\x7f", "a\ufffdb c\ufffd"),
        (b"\xff", "\ufffd"),
        ("ä".encode() * 4000, "ä" * 1024),
    ],
)
def test_text_is_one_printable_line(raw: bytes, said: str | None) -> None:
    assert values.text({"cn": [raw]}, "cn") == said


@given(st.binary(max_size=5000))
def test_any_text_is_short_and_holds_no_control_character(raw: bytes) -> None:
    said = values.text({"cn": [raw]}, "cn")
    assert said is None or (0 < len(said) <= 1024 and said == said.strip())
    assert not [one for one in said or "" if ord(one) < 32 or 127 <= ord(one) < 160]
    assert said is None or said.encode("utf-8")


@given(st.integers(-(2**63), 2**63 - 1))
def test_numbers_are_read_back(given_number: int) -> None:
    assert values.number({"n": [str(given_number).encode()]}, "n") == given_number


@pytest.mark.parametrize("raw", [b"", b"x", b"1.0", b" 1", b"--1", b"1-", "٣".encode()])
def test_what_is_no_number_is_refused(raw: bytes) -> None:
    with pytest.raises(Fault):
        values.number({"n": [raw]}, "n")


def test_a_member_is_known_by_its_id() -> None:
    said = b"<GUID=00112233-4455-6677-8899-AABBCCDDEEFF>;<SID=S-1-5-21-1>;CN=A,DC=x"
    assert values.member_ids([said]) == [str(UUID(bytes_le=GUID))]


def test_a_domain_has_a_name_of_its_own() -> None:
    assert values.dns_name("DC=corp,DC=example") == "corp.example"
    assert values.dns_name("OU=Staff, dc=corp , DC=example") == "corp.example"


def entry(**changes: list[bytes]) -> values.Entry:
    return {
        "objectGUID": [GUID],
        "sAMAccountName": [b"anna"],
        "userAccountControl": [b"512"],
        "objectSid": [bytes(8) + pack("<III", 21, 7, 1105)],
        "primaryGroupID": [b"513"],
        **changes,
    }


def user(**changes: list[bytes]) -> people.User:
    moment = Moment.of(Root("DC=corp,DC=example", "", "1"), NOW)
    ((_, found),) = people.people([entry(**changes)], moment)
    return found


def test_a_name_to_sign_in_by_is_never_blank() -> None:
    """Without userPrincipalName it is the account's name at the domain."""
    assert user().row[1] == "anna@corp.example"
    assert user(userPrincipalName=[b"a@mail.example"]).row[1] == "a@mail.example"
    assert user(sAMAccountName=[]).row[1] is None


def test_a_primary_group_has_the_users_sid_with_another_end() -> None:
    assert user().primary_sid == bytes(8) + pack("<III", 21, 7, 513)
    assert user(primaryGroupID=[]).primary_sid == b""
    assert user(objectSid=[b"short"]).primary_sid == b""


def test_the_account_of_a_trusted_domain_is_nobody() -> None:
    moment = Moment("corp.example", values.filetime(NOW))
    assert list(people.people([entry(userAccountControl=[b"2080"])], moment)) == []


def test_every_refusal_of_a_sign_in_says_what_to_do() -> None:
    for code, (problem, advice) in REFUSED.items():
        told = f"80090308: LdapErr: DSID-0C09, comment: AcceptSecurityContext, data {code}, v4563"
        found = of_result(49, told)
        assert (found.cause, found.problem, found.advice) == ("sign_in", problem, advice)


def test_results_that_nobody_knows_are_told_by_number() -> None:
    assert of_result(80).problem == "the server answered with result 80"
    assert all(problem and advice for _, problem, advice in RESULTS.values())
