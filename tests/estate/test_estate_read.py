"""What an estate is once it is read: its rows, its version, and all or nothing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.estate.currencies import iso_4217, minor_digits
from pipelines.estate.faults import EstateFaults, Unfit
from pipelines.estate.model import Estate, Table
from pipelines.estate.read import read, restore
from pipelines.estate.schema import FILES
from pipelines.estate.settings_schema import CONNECTIONS, TABLES
from pipelines.estate.values import KINDS

FORMATS = ("html", "csv", "json")
Files = dict[str, str | bytes]
Write = Callable[[Files], Path]
Read = Callable[..., Estate]


def column(table: Table, name: str) -> list[object]:
    return [row[table.columns.index(name)] for row in table.rows]


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(EstateFaults) as caught:
        read(folder, FORMATS)
    return caught.value.faults


def test_every_table_is_there(write: Write, required: Files) -> None:
    estate = read(write(required), FORMATS)
    assert set(estate.tables) == {*FILES, "currencies"}
    assert estate.tables["payers"].rows == ()
    assert estate.tables["payers"].columns[:2] == ("line", "directory_id")
    assert len(estate.tables["payers"].columns) == len(estate.tables["payers"].types) == 8


def test_values(estate_of: Read) -> None:
    prices = estate_of(("price_book.csv", "EUR,22.50", " eur , 22.50 ")).tables["price_book"]
    assert prices.rows[0] == (
        *(2, None, "m365", date(2026, 1, 1), None, "EUR", Decimal("22.50"), None),
        *("standard", 1, "actual_days", None, "absorb", Decimal(0)),
    )
    assert prices.types[0] == "INTEGER"
    assert prices.types[prices.columns.index("unit_price")] == "DECIMAL(18,6)"
    assert prices.types[prices.columns.index("discount_percent")] == "DECIMAL(9,2)"


def test_customers_keep_blanks_for_others_to_fill(estate_of: Read) -> None:
    customers = estate_of().tables["customers"]
    assert column(customers, "currency") == ["EUR", None]
    assert column(customers, "time_zone") == [None, None]
    assert column(customers, "billing_day") == [1, 1]
    assert column(customers, "billing_timing") == ["arrears", "arrears"]


def test_case_of_words_that_are_ours(estate_of: Read) -> None:
    edits = (
        ("customers.csv", "EUR,S", "eur,s"),
        ("products.csv", "365,sku,", "365,SKU, desk ; desk;"),
        ("exclusions.csv", "domain,vendor.example", "User_Type,GUEST"),
    )
    tables = estate_of(*edits).tables
    assert column(tables["customers"], "tax_category") == ["S", None]
    assert column(tables["products"], "includes")[0] == "desk"
    assert column(tables["exclusions"], "match_kind") == ["user_type"]
    assert column(tables["exclusions"], "match_value") == ["GUEST"]


def test_line_is_where_the_record_begins(estate_of: Read) -> None:
    sku = '\n"SPB",m365,"two\r\nlines"\n\n  \n,,\nFLOW_FREE,,free'
    skus = estate_of(("skus.csv", "\nSPB,m365,\nFLOW_FREE,,free", sku)).tables["skus"]
    assert column(skus, "line") == [2, 7]


def test_byte_order_mark_is_tolerated(write: Write, files: Files) -> None:
    plain = read(write(files), FORMATS)
    marked = {name: b"\xef\xbb\xbf" + str(text).encode() for name, text in files.items()}
    assert read(write({**marked}), FORMATS).tables == plain.tables


def test_text_that_is_not_utf_8(write: Write, files: Files) -> None:
    files["skus.csv"] = b"sku,product_code,reason\nSPB,m365,caf\xe9\n"
    expected = "skus.csv line 2: not UTF-8 (byte 0xe9; save the file as UTF-8)"
    assert faults(write(files)) == (expected,)


def test_empty_file_has_no_header(write: Write, files: Files) -> None:
    files["skus.csv"] = "\n\n"
    text = "no header (the first line names the columns: sku, product_code, reason)"
    assert faults(write(files)) == (f"skus.csv: {text}",)


def test_missing_folder(tmp_path: Path) -> None:
    assert faults(tmp_path / "no") == (f"{tmp_path / 'no'}: the estate folder does not exist",)


def test_missing_files_do_not_make_references_unknown(write: Write, required: Files) -> None:
    del required["settings.toml"], required["customers.csv"], required["products.csv"]
    assert faults(write(required)) == (
        "settings.toml: the file is missing",
        "customers.csv: the file is missing",
        "products.csv: the file is missing",
    )


def test_a_folder_in_place_of_a_file(write: Write, required: Files) -> None:
    folder = write(required)
    (folder / "payers.csv").mkdir()
    assert faults(folder) == ("payers.csv: cannot be read (is a directory)",)


def test_all_faults_by_file_and_line(write: Write, files: Files) -> None:
    files["settings.toml"] = str(files["settings.toml"]).replace("[billing]", "[biling]")
    files["customers.csv"] = "customer_id,name,country,town\nacme,,DEU,\nbeta,Beta,,\nbeta,B,,\n"
    files["people.csv"] = "person_id,directory_id,user_id\nada,nowhere,u1\n"
    found = faults(write(files))
    assert found == (
        "settings.toml line 3: unknown table 'biling' (nearest: [billing])",
        "customers.csv: unknown column 'town' (nearest: time_zone)",
        "customers.csv line 2: name is blank",
        "customers.csv line 2: country 'DEU' is not a country (use two letters, such as DE)",
        "customers.csv line 4: customer_id 'beta' is already on line 3",
        "people.csv line 2: unknown directory_id 'nowhere' (not in directories.csv)",
    )


def test_the_error_is_one_line_a_fault(write: Write, required: Files) -> None:
    del required["skus.csv"], required["products.csv"]
    with pytest.raises(EstateFaults) as caught:
        read(write(required), FORMATS)
    assert str(caught.value) == "\n".join(caught.value.faults)


def test_version_is_of_the_content_alone(write: Write, files: Files, tmp_path: Path) -> None:
    first = read(write(files), FORMATS)
    moved = first.root.rename(tmp_path / "elsewhere")
    assert read(moved, FORMATS).version == first.version
    (moved / "notes.txt").write_text("not of the estate")
    assert read(moved, FORMATS).version == first.version
    (moved / "skus.csv").write_bytes(first.files["skus.csv"] + b"\n")
    assert read(moved, FORMATS).version != first.version


def test_an_earlier_version_is_restored_from_its_files(write: Write, files: Files) -> None:
    logo = 'name = "Nordlicht IT"\nlogo = "logo.svg"'
    files["settings.toml"] = str(files["settings.toml"]).replace('name = "Nordlicht IT"', logo)
    folder = write({**files, "logo.svg": "<svg/>"})
    earlier = read(folder, FORMATS)
    (folder / "skus.csv").unlink()
    assert restore(folder, earlier.files, FORMATS) == earlier
    assert earlier.settings.seller.logo == folder / "logo.svg"


def test_a_relative_folder_is_made_absolute(
    write: Write, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(files)
    monkeypatch.chdir(folder.parent)
    assert read(Path(folder.name), FORMATS).root == folder
    assert read(Path(folder.name), FORMATS).settings.output.data.is_absolute()


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("EUR", 2), ("ISK", 0), ("JPY", 0), ("UGX", 0), ("IQD", 3), ("TND", 3), ("HUF", 2)],
)
def test_minor_digits_are_those_of_iso_4217(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


def test_currencies(estate_of: Read) -> None:
    table = estate_of().tables["currencies"]
    assert table.columns == ("currency", "minor_digits")
    assert {digits for _, digits in table.rows} == {0, 2, 3}
    assert {code for code, digits in iso_4217().items() if digits == 4} == {"CLF", "UYW"}
    with pytest.raises(Unfit, match="currency CLF has 4 decimals"):
        minor_digits("CLF")


def test_the_schema_is_whole() -> None:
    """Every column has a kind that can be read, a sentence, and a file that it refers to."""
    for file in FILES.values():
        names = {column.name for column in file.columns}
        assert set(file.key) <= names
        assert not file.doc or file.doc.endswith(".")
        for each in file.columns:
            assert each.kind in KINDS
            assert each.doc
            assert each.refers in ("", *FILES)
    for columns in (*TABLES.values(), *CONNECTIONS.values()):
        assert all(each.doc.endswith(("…", ".")) for each in columns)
