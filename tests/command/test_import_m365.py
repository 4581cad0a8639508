"""`import --format m365-users`: an admin's export is a look, billed like any other."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from click.testing import Result
from desk import Desk
from desk_estate import small

from pipelines.readers import READERS
from pipelines.verbs import exports

EXPORT = Path(__file__).parents[2] / "examples" / "active_users.csv"
PREMIUM = "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46"
STANDARD = "f245ecc8-75af-4f8e-b61f-27d8114de5f3"
ENTRA_P2 = "84a661c4-e949-4bd2-a560-ed7766fcaf2b"
AT = "2026-03-01T09:00:00+01:00"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An estate that sells Business Premium as mail; what is temporary has a folder of its own."""
    beside = tmp_path / "temporary"
    beside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(beside))
    desk = small(tmp_path)
    list_skus(desk, "product_code,sku,reason\nmail,spb,\n")
    return desk


def list_skus(desk: Desk, text: str) -> None:
    (desk.estate / "skus.csv").write_text(text, encoding="utf-8")


def options(directory: str = "d1", at: str = AT) -> tuple[str, ...]:
    return ("--format", "m365-users", "--directory", directory, "--observed-at", at)


def altered(tmp_path: Path, old: str, new: str) -> Path:
    """The export with some of its text replaced."""
    text = EXPORT.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "altered.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def landed(desk: Desk) -> set[str]:
    return {path.name for path in (desk.data / "landing").glob("[0-9]*")}


def leftovers() -> list[Path]:
    return list(Path(tempfile.gettempdir()).iterdir())


def test_from_an_export_to_the_lines_of_an_invoice(desk: Desk) -> None:
    said = desk.done("import", EXPORT, *options())
    assert (said["looks"], said["held"]) == (1, [])
    assert said["export"] == {"users": 5, "assignments": 4, "deleted": 1, "absent": []}
    assert [row["row"] for row in said["unlisted_skus"]] == [
        f",{STANDARD},Microsoft 365 Business Standard",
        f",{ENTRA_P2},Microsoft Entra ID P2",
    ]
    assert said["unlisted_skus"][0] == {
        "sku_id": STANDARD,
        "sku_part_number": "O365_BUSINESS_PREMIUM",
        "name": "Microsoft 365 Business Standard",
        "users": 1,
        "row": f",{STANDARD},Microsoft 365 Business Standard",
    }
    assert desk.rows(
        "select user_id[-1], display_name, mail, department, account_enabled, user_type "
        "from users order by 1"
    ) == [
        ("1", "Anna Brandt", "anna@ostsee.example", "Charter", True, "Member"),
        ("2", "Bo Lindqvist", "bo@ostsee.example", "Charter", True, "Member"),
        ("3", "Çiğdem Arslan", "cigdem@ostsee.example", "Finance", True, "Member"),
        ("4", "Quay printer", "printer@ostsee.example", None, False, "Member"),
        ("5", "Dov Peretz", "dov@haifa-lines.example", None, True, "Guest"),
    ]
    assert desk.rows("select observed_at::varchar, day::varchar from observations") == [
        ("2026-03-01 08:00:00+00", "2026-03-01")
    ]
    list_skus(desk, f"product_code,sku,reason\nmail,SPB,\nmail,{STANDARD},\n,{ENTRA_P2},free\n")
    desk.done("bill", "2026-03")
    assert desk.rows(
        "select display_name, days, amount::varchar from lines where kind = 'person' order by 1"
    ) == [
        ("Anna Brandt", 31, "30.000"),
        ("Bo Lindqvist", 31, "30.000"),
        ("Çiğdem Arslan", 31, "30.000"),
    ]
    assert leftovers() == []


def test_rows_that_are_pasted_as_they_are_pass_check_and_the_same_export_changes_nothing(
    desk: Desk,
) -> None:
    first = desk.done("import", EXPORT, *options())
    before = landed(desk)
    again = desk.done("import", EXPORT, *options(at="2026-03-01T08:00:00Z"))
    assert again["unlisted_skus"] == first["unlisted_skus"] != []
    pasted = "\n".join(row["row"] for row in first["unlisted_skus"])
    list_skus(desk, f"product_code,sku,reason\nmail,SPB,\n{pasted}\n")
    desk.done("check", "--offline")
    last = desk.done("import", EXPORT, *options())
    assert last["unlisted_skus"] == []
    assert landed(desk) == before
    assert len(before) == 1


def test_another_export_of_the_same_moment_is_refused(desk: Desk, tmp_path: Path) -> None:
    desk.done("import", EXPORT, *options())
    before = landed(desk)
    path = altered(tmp_path, ",Finance,", ",Treasury,")
    (reason,) = desk.refused("import", path, *options())
    assert reason.startswith(f"{path}: d1 at 2026-03-01T08:00:00Z landed before with other content")
    assert landed(desk) == before
    assert leftovers() == []
    desk.done("import", path, *options(at="2026-03-02T08:00:00Z"))
    assert len(landed(desk)) == 2


def test_a_look_that_lost_most_people_is_held(desk: Desk, tmp_path: Path) -> None:
    desk.done("import", EXPORT, *options())
    head = EXPORT.read_text(encoding="utf-8").splitlines()[:2]
    path = tmp_path / "one.csv"
    path.write_text("\n".join(head), encoding="utf-8")
    said = desk.done("import", path, *options(at="2026-03-02T08:00:00Z"))
    assert [held["directory_id"] for held in said["held"]] == ["d1"]


def test_an_unknown_product_is_listed_mapped_and_billed_under_its_name(
    desk: Desk, tmp_path: Path
) -> None:
    path = altered(tmp_path, "Microsoft Entra ID P2", "Contoso Add-on (Trial)")
    said = desk.done("import", path, *options())
    assert said["unlisted_skus"][0] == {
        "sku_id": "Contoso Add-on (Trial)",
        "sku_part_number": None,
        "name": "Contoso Add-on (Trial)",
        "users": 1,
        "row": ",Contoso Add-on (Trial),Contoso Add-on (Trial)",
    }
    rows = f"mail,SPB,\nmail,{STANDARD},\nmail,contoso add-on (trial),\n"
    list_skus(desk, f"product_code,sku,reason\n{rows}")
    desk.done("bill", "2026-03")
    assert desk.rows(
        "select count(*) from assignments where product_code = 'mail' and sku_id like 'Contoso%'"
    ) == [(1,)]


def test_what_a_person_reads(desk: Desk, tmp_path: Path) -> None:
    path = altered(tmp_path, "Proxy addresses", "Proxies")
    result = desk.call("import", path, *options(), is_json=False)
    assert result.stdout.splitlines() == [
        "1 look at 1 directory, from 1 batch",
        "5 users with 4 assignments, 1 deleted left out",
        "left blank, for the export has no such column: Proxy addresses",
        "not in skus.csv: paste these rows, each with its product (blank is not billed)",
        f",{STANDARD},Microsoft 365 Business Standard",
        f",{ENTRA_P2},Microsoft Entra ID P2",
    ]
    list_skus(desk, '"# skus.csv: sku, product_code"\n\nsku\nSPB\n')
    result = desk.call("import", path, *options(), is_json=False)
    assert result.stdout.splitlines()[3:] == [
        "SKUs without a row in skus.csv: Microsoft 365 Business Standard, Microsoft Entra ID P2",
        "not in skus.csv: paste these rows, each with its product (blank is not billed)",
        STANDARD,
        ENTRA_P2,
    ]


# ------------------------------------------------------------------ what is refused


def test_a_faulty_export_says_everything_and_runs_nothing(desk: Desk, tmp_path: Path) -> None:
    path = altered(tmp_path, ",False,Microsoft 365 Business", ",Zebedee,Microsoft 365 Business")
    reasons = desk.refused("import", path, *options(directory="d2"))
    assert reasons == [
        "unknown directory 'd2' (nearest: d1)",
        *(
            f"{path} line {line}: unknown Block credential 'Zebedee' (use True or False)"
            for line in (2, 3, 4)
        ),
    ]
    assert not desk.data.exists()
    assert leftovers() == []


def connected(desk: Desk, kind: str, settings: str) -> None:
    """Makes directory d1 one that is signed in to."""
    path = desk.estate / "settings.toml"
    path.write_text(
        f'{path.read_text(encoding="utf-8")}\n[connections.c]\nkind = "{kind}"\n{settings}',
        encoding="utf-8",
    )
    (desk.estate / "directories.csv").write_text(
        "directory_id,customer_id,kind,connection,locator\n"
        f"d1,acme,{kind},c,5f1c0d52-2a54-4a0e-9a51-0c7a1d3e0001\n",
        encoding="utf-8",
    )


def test_a_live_entra_directory_takes_an_export_of_a_day_that_it_was_not_asked(desk: Desk) -> None:
    connected(desk, "entra", 'client_id = "c"\nclient_secret_env = "S"\n')
    assert desk.done("import", EXPORT, *options())["export"]["users"] == 5


def test_a_directory_of_accounts_with_other_ids_is_none_that_the_export_shows(desk: Desk) -> None:
    ldap = 'host = "dc.example"\nuser = "u"\npassword_env = "P"\n'
    connected(desk, "active_directory", ldap)
    assert desk.refused("import", EXPORT, *options()) == [
        "directory 'd1' is of kind active_directory, whose accounts have other ids "
        "(an export shows a directory of kind recorded or entra)"
    ]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (("--format", "pax8"), "'pax8' is not"),
        (("--format", "m365-users"), "--format m365-users wants --directory ID and --observed-at"),
        (options()[:4], "wants --directory ID and --observed-at TIMESTAMP"),
        (options()[2:4], "--directory and --observed-at want --format (m365-users)"),
        (options()[4:], "--directory and --observed-at want --format (m365-users)"),
        ((*options(), "more.csv"), "takes one FILE: it is one look at one directory"),
        (options(at="2026-03-01"), "'2026-03-01' is no moment with its zone"),
        (options(at="2026-03-01T09:00:00"), "is no moment with its zone (use 2026-03-01T09"),
        (options(at="soon"), "'soon' is no moment with its zone"),
        (options(at="0001-01-01T00:00:00+14:00"), "is not within the years 1991 to 2098"),
    ],
)
def test_half_an_export_is_a_command_line_that_is_not_understood(
    desk: Desk, given: tuple[str, ...], reason: str
) -> None:
    result: Result = desk.call("import", EXPORT, *given)
    assert result.exit_code == 2
    assert reason in re.sub(r"\s+", " ", result.stderr)
    assert not desk.data.exists()


def test_the_option_offers_readers_of_exports_alone() -> None:
    assert set(exports.FORMATS) <= set(READERS) - {"batch"}
