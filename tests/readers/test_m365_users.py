"""The Active users export: written in any way it shows the same users; a faulty one, none."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from m365_exports import ADA, BO, NEWER, OLDER, Row, export, text

from assets.premises import Refusal
from pipelines.readers import batch, m365_users
from pipelines.readers.m365_users import User

PREMIUM = "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46"
ENTRA_P2 = "84a661c4-e949-4bd2-a560-ed7766fcaf2b"
SHOWN = User(
    user_id=ADA["Object Id"],
    user_principal_name="ada@acme.example",
    display_name="Ada",
    mail="ada@acme.example",
    department="Quay",
    account_enabled="true",
    user_type="Member",
    created_at="2024-05-06T07:12:31+00:00",
    sku_ids=(PREMIUM,),
)


def users(folder: Path, content: str | bytes | list[Row], encoding: str = "utf-8") -> list[User]:
    return list(m365_users.read(export(folder, content, encoding), {}).users)


def only(folder: Path, **said: str) -> User:
    """The user of a row that is Ada's but for what is said, by column with _ for a space."""
    (user,) = users(folder, [{**ADA, **{name.replace("_", " "): v for name, v in said.items()}}])
    return user


def refused(folder: Path, content: str | bytes | list[Row]) -> list[str]:
    path = export(folder, content)
    with pytest.raises(Refusal) as refusal:
        m365_users.read(path, {})
    return [fault.removeprefix(str(path)).lstrip() for fault in refusal.value.faults]


# ------------------------------------------------------------------ however it is written


@pytest.mark.parametrize("mark", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("columns", [OLDER, NEWER], ids=["older", "newer"])
def test_layout_separator_and_encoding_say_nothing_about_users(
    tmp_path: Path, columns: list[str], encoding: str, mark: str
) -> None:
    row = {**ADA, "Display name": "Çiğdem; Ö, \t漢字", "City": "Rostock\r\nWarnemünde"}
    page = text([row, BO], columns, mark)
    found = users(tmp_path, page, encoding)
    assert found[0] == replace(SHOWN, display_name=row["Display name"])
    assert [user.user_principal_name for user in found] == ["ada@acme.example", "bo@acme.example"]


@pytest.mark.parametrize("seed", range(20))
def test_columns_come_in_any_order_in_any_case_with_new_ones_among_them(
    tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    columns = [*dice.choice((OLDER, NEWER)), "Cost centre", "Sign-in risk"]
    dice.shuffle(columns)
    header, rows = text([ADA], columns).split("\n", 1)
    written = "".join(dice.choice((letter, letter.upper(), letter.lower())) for letter in header)
    found = users(tmp_path, written.replace("Id", "ID").replace("id", "ID") + "\n" + rows)
    assert found == [SHOWN]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_whole_quoted_file_with_any_line_end_is_read(tmp_path: Path, line_end: str) -> None:
    cells = [",".join(f'"{cell}"' for cell in line) for line in (ADA.keys(), ADA.values())]
    assert users(tmp_path, line_end.join([*cells, "", ""])) == [SHOWN]


def test_what_an_export_lacks_is_blank_and_named(tmp_path: Path) -> None:
    columns = ["Object Id", "User principal name", "License assignment details"]
    row = {**ADA, "License assignment details": ADA["Licenses"]}
    found = m365_users.read(export(tmp_path, text([row], columns)), {})
    blank = replace(
        SHOWN, display_name=None, mail=None, department=None, account_enabled=None, created_at=None
    )
    assert found.users == (blank,)
    assert found.absent == (
        "Display name", "Department", "Block credential", "When created", "Proxy addresses",
    )  # fmt: skip


# ------------------------------------------------------------------ what a cell means


@pytest.mark.parametrize(
    ("blocked", "enabled"),
    [("False", "true"), ("FALSE", "true"), ("True", "false"), ("true", "false"), ("", None)],
)
def test_a_blocked_credential_is_an_account_that_is_not_enabled(
    tmp_path: Path, blocked: str, enabled: str | None
) -> None:
    assert only(tmp_path, Block_credential=blocked).account_enabled == enabled


@pytest.mark.parametrize(
    ("created", "moment"),
    [
        ("2022-03-18 19:49:35Z", "2022-03-18T19:49:35+00:00"),
        ("2022-03-18T19:49:35+02:00", "2022-03-18T17:49:35+00:00"),
        ("2022-03-18 19:49:35", "2022-03-18T19:49:35+00:00"),
        ("2022-03-18", "2022-03-18T00:00:00+00:00"),
        ("", None),
    ],
)
def test_accounts_are_created_at_a_moment_in_utc_wherever_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, created: str, moment: str | None
) -> None:
    monkeypatch.setenv("TZ", "America/St_Johns")
    time.tzset()
    try:
        assert only(tmp_path, When_created=created).created_at == moment
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("addresses", "mail"),
    [
        ("smtp:a@old.example+SMTP:a@new.example+SIP:a@new.example", "a@new.example"),
        ("SMTP:a+invoices@new.example+smtp:b@new.example", "a+invoices@new.example"),
        ("smtp:b+SMTP@x.example+SMTP:a@x.example", "a@x.example"),
        ("SMTP:a@x.example+X500:/o=Org/cn=a", "a@x.example"),
        ("smtp:a@x.example", None),
        ("", None),
    ],
)
def test_the_primary_address_is_the_mail(tmp_path: Path, addresses: str, mail: str | None) -> None:
    assert only(tmp_path, Proxy_addresses=addresses).mail == mail


def test_guests_are_told_by_their_principal_name(tmp_path: Path) -> None:
    guest = only(tmp_path, User_principal_name="dov_x.example#ext#@acme.onmicrosoft.example")
    assert guest.user_type == "Guest"


def test_ids_are_in_lower_case_as_graph_writes_them(tmp_path: Path) -> None:
    assert only(tmp_path, Object_Id=ADA["Object Id"].upper()).user_id == ADA["Object Id"]
    assert only(tmp_path, Object_Id="Not-A-GUID").user_id == "Not-A-GUID"


@pytest.mark.parametrize(
    ("held", "details", "sku_ids"),
    [
        ("Unlicensed", "", ()),
        ("UNLICENSED", "Microsoft Entra ID P2", ()),
        ("", "", ()),
        ("", "Microsoft Entra ID P2", (ENTRA_P2,)),
        ("microsoft entra id p2", "Microsoft 365 Business Premium", (ENTRA_P2,)),
        ("Microsoft 365 Business Premium+Microsoft Entra ID P2", "", (ENTRA_P2, PREMIUM)),
        ("Microsoft Entra ID P2+Microsoft Entra ID P2", "", (ENTRA_P2,)),
        ("Contoso Add-on (Trial)", "", ("Contoso Add-on (Trial)",)),
    ],
)
def test_products_held_become_skus(
    tmp_path: Path, held: str, details: str, sku_ids: tuple[str, ...]
) -> None:
    row = {**ADA, "Licenses": held, "License assignment details": details}
    (user,) = users(tmp_path, text([row], OLDER))
    assert user.sku_ids == sku_ids


def test_a_deleted_user_is_left_out_whatever_else_its_row_says(tmp_path: Path) -> None:
    gone = {"Soft deletion time stamp": "2026-01-20 16:40:00Z", "Block credential": "perhaps"}
    found = m365_users.read(export(tmp_path, [ADA, gone]), {})
    assert (found.users, found.deleted) == ((SHOWN,), 1)


def test_a_row_that_repeats_is_one_user(tmp_path: Path) -> None:
    again = {**ADA, "Object Id": ADA["Object Id"].upper(), "City": "not read"}
    assert users(tmp_path, [ADA, BO, again])[0] == SHOWN


# ------------------------------------------------------------------ what is refused


def test_every_faulty_row_is_named_with_its_line_and_nothing_is_read(tmp_path: Path) -> None:
    rows = [
        {**ADA, "City": "two\r\nlines"},
        {**BO, "Object Id": "", "User principal name": ""},
        {**BO, "Block credential": "WAHR", "When created": "yesterday"},
        {**ADA, "Department": "Deck"},
        {**BO, "Object Id": "x", "Licenses": "Fine+=HYPERLINK(1)"},
        {**BO, "Object Id": "y", "Licenses": "Red\x1b[31m"},
    ]
    page = text(rows) + "too,few\r\n"
    assert refused(tmp_path, page) == [
        "line 4: Object Id is blank (every user has one)",
        "line 4: User principal name is blank (every user has one)",
        "line 5: unknown Block credential 'WAHR' (use True or False)",
        "line 5: unknown When created 'yesterday' (use 2026-03-01 03:00:00Z)",
        f"line 6: Object Id '{ADA['Object Id']}' stands on line 2 too, with other content",
        "line 7: Licenses has '=HYPERLINK(1)', which is no product's name (it is at most 200 "
        "printable characters, and no formula)",
        "line 8: Licenses has 'Red\\x1b[31m', which is no product's name (it is at most 200 "
        "printable characters, and no formula)",
        "line 9: 2 fields, the header has 28",
    ]


def test_a_quote_that_never_closes_does_not_swallow_the_rest_of_the_people(tmp_path: Path) -> None:
    page = text([ADA, BO]).replace("bo@acme", '"bo@acme', 1)
    assert refused(tmp_path, page) == ["line 3: a quote is never closed"]


def test_of_very_many_faults_the_first_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [{**ADA, "Object Id": str(n), "Block credential": "?"} for n in range(1000)]
    faults = refused(tmp_path, rows)
    assert len(faults) == 201
    assert faults[0] == "line 2: unknown Block credential '?' (use True or False)"
    assert faults[-1] == "and 800 more faults of this export"


def test_columns_that_are_needed_are_named_all_at_once_with_what_is_like_them(
    tmp_path: Path,
) -> None:
    assert refused(tmp_path, "Object Ident,Licences,Display name,DisplayName\nu,x,A,A\n") == [
        ": no column 'Object Id' (nearest: 'Object Ident')",
        ": no column 'User principal name'",
        ": no column 'Licenses' or 'License assignment details' (nearest: 'Licences')",
        ": column 'Display name' stands twice",
    ]


NO_EXPORT = ": no export of Active users (the first line names columns, Object Id among them)"
NO_USER = (
    ": shows no user (export again with no filter; a directory that is really empty comes as a "
    "batch)"
)
DELETED = {**ADA, "Soft deletion time stamp": "2026-01-20 16:40:00Z"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", NO_EXPORT),
        (b"\xef\xbb\xbf\r\n\r\n", NO_EXPORT),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", NO_EXPORT),
        (b"directory_id,observed_at\nd1,2026-03-01T03:00:00Z\n", NO_EXPORT),
        (b'"Object Id', NO_EXPORT),
        (b"PK\x03\x04\x14\x00", ": is a workbook (save it as CSV UTF-8, or take it as downloaded)"),
        (b"\x7fELF\xd0", "line 1: not UTF-8 (byte 0xd0; save the file as UTF-8)"),
        ("Object Id,Größe\n".encode("cp1252"), "line 1: not UTF-8 (byte 0xf6; save the file as U"),
        (b"Object Id\n\x00\n", "line 2: contains a NUL character"),
        (b"\xff\xfeO\x00\x00\xd8x\x00", ": not UTF-16, as its first bytes say (save it as UTF-8)"),
        (text([]).encode(), NO_USER),
        (text([DELETED]).encode(), NO_USER),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_or_shows_nobody_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    (said,) = refused(tmp_path, content)
    assert said.startswith(fault)


def test_what_cannot_be_opened_is_no_export(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path, Path("/dev/zero")):
        with pytest.raises(Refusal, match="no such file"):
            m365_users.read(path, {})


# ------------------------------------------------------------------ as a batch


def test_an_export_becomes_a_batch_of_one_look(tmp_path: Path) -> None:
    rows = [ADA, {**BO, "Licenses": "Unlicensed", "Proxy addresses": ""}]
    made = tmp_path / "made"
    moment = datetime(2026, 3, 1, 9, tzinfo=UTC)
    m365_users.write(m365_users.read(export(tmp_path, rows), {}), made, "d1", moment)
    found = batch.read(str(made))
    assert sorted(found.files) == ["assignments", "observations", "users"]
    assert batch.days(found, "Europe/Berlin") == (moment.date(), moment.date())
    look = {"directory_id": "d1", "observed_at": "2026-03-01T09:00:00+00:00"}
    (assignment,) = pq.read_table(made / "assignments.parquet").to_pylist()
    assert assignment == {
        **look,
        "user_id": ADA["Object Id"],
        "sku_id": PREMIUM,
        "sku_part_number": "SPB",
        "assigned_via": "direct",
        "assigned_at": None,
    }
    ada, bo = pq.read_table(made / "users.parquet").to_pylist()
    assert {name: ada[name] for name in look} == look
    assert ada["account_enabled"] == "true"
    assert (ada["company_name"], ada["immutable_id"], bo["mail"]) == (None, None, None)
