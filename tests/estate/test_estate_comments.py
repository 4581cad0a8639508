"""Comments above a header leave no trace but their lines; further down a `#` is text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.estate import comments
from pipelines.estate.model import Estate
from pipelines.estate.rows import read_sheet
from pipelines.estate.schema import FILES

Edit = tuple[str, str, str]
NOTE = '# what an admin wrote, with a comma and a " quote\n'


@pytest.mark.parametrize(
    "above",
    [NOTE, NOTE * 3, f"\n{NOTE}\n", f"  {NOTE}", '"# as a spreadsheet, saves it",,\n', "#,,\r\n"],
)
def test_comments_above_a_header_change_nothing_but_lines(
    estate_of: Callable[..., Estate], above: str
) -> None:
    plain = estate_of().tables["skus"]
    noted = estate_of(("skus.csv", "sku,", f"{above}sku,")).tables["skus"]
    down = above.count("\n")
    assert noted.rows == tuple((row[0] + down, *row[1:]) for row in plain.rows)


def test_a_fault_below_comments_has_its_own_line(
    faults_of: Callable[..., tuple[str, ...]],
) -> None:
    edits = (("skus.csv", "sku,", f"{NOTE}{NOTE}sku,"), ("skus.csv", "SPB,m365", "SPB,m366"))
    (fault,) = faults_of(*edits)
    assert fault.startswith("skus.csv line 4: unknown product_code 'm366'")


def test_a_row_that_begins_with_a_hash_is_a_row(estate_of: Callable[..., Estate]) -> None:
    """Columns may stand in any order, so that a name or a note may come first."""
    table = estate_of(("skus.csv", "SPB,m365,", "SPB,m365,\n#1 SKU,m365,best")).tables["skus"]
    assert [row[1] for row in table.rows] == ["SPB", "#1 SKU", "FLOW_FREE"]


def test_comments_alone_are_no_header() -> None:
    sheet, (fault,) = read_sheet(FILES["people"], b"# person_id,directory_id,user_id\n")
    assert str(fault).startswith("people.csv: no header (the first line names the columns:")
    assert not sheet.whole


def test_what_has_no_comments_is_the_same_text() -> None:
    for text in ("", "a,b\n1,2\n", "\n\na\n", 'a\n"# not ours\n"\n', "a,b\r#,1\r"):
        assert comments.without(text) == text


@pytest.mark.parametrize("name", FILES)
def test_a_comment_is_one_cell_of_any_spreadsheet(name: str) -> None:
    """A comma would cut it into cells, and letters beyond ASCII be guessed at."""
    for line in comments.above(FILES[name]):
        assert line.startswith("# ")
        assert "," not in line
        assert line.isascii()


@pytest.mark.parametrize("name", FILES)
def test_the_comments_name_every_column_and_what_it_takes(name: str) -> None:
    text = "\n".join(comments.above(FILES[name]))
    for column in FILES[name].columns:
        assert f"#   {column.name}{'*' if column.required else ' '}" in text
        assert all(word in text for word in column.allowed)
