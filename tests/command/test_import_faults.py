"""What a batch may not be, and what it may: refused whole with every fault, or taken whole."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from desk import Desk
from desk_estate import MARCH, batch, look, small
from desk_spine import premises

from assets import arrivals
from assets.premises import Premises, Refusal

AT = "2026-03-01T09:00:00Z"
SECRET = "Zebedee-Quux"  # stands for a user's name; no log may hold it
OBSERVATIONS = "directory_id,observed_at\n"
USERS = "directory_id,observed_at,user_id,display_name,account_enabled,user_type,created_at\n"
ASSIGNMENTS = "directory_id,observed_at,user_id,sku_id,assigned_at\n"
SUBSCRIPTIONS = "directory_id,observed_at,sku_id,purchased,consumed\n"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    """One estate at which every refused batch tries its luck; one look landed before."""
    root = tmp_path_factory.mktemp("faults")
    desk = small(root)
    with premises(desk.estate, desk.today) as opened:
        arrivals.bring(opened, [str(batch(root, "landed", look(2, "ab")))])
        yield opened


def write(folder: Path, **tables: str | bytes) -> Path:
    """A batch of the given texts; observations of one look unless told otherwise."""
    folder.mkdir(exist_ok=True)
    for name, text in {"observations": OBSERVATIONS + f"d1,{AT}\n", **tables}.items():
        (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def landed(data: Path) -> dict[str, bytes]:
    folder = data / "landing"
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def refused(work: Premises, *folders: Path) -> list[str]:
    """The faults of batches that must be refused, their folder left out; nothing is written."""
    before = landed(work.house.data)
    with pytest.raises(Refusal) as refusal:
        arrivals.bring(work, [str(folder) for folder in folders])
    assert landed(work.house.data) == before
    return [fault.replace(f"{folders[0]}/", "") for fault in refusal.value.faults]


ROWS = [
    ("users", USERS, f"d1,{AT},u1,,,,\nd1,{AT},,,,,\n", "line 3: user_id is blank"),
    ("users", USERS, f",{AT},u1,,,,\n", "line 2: directory_id is blank"),
    (
        "users",
        USERS,
        "d1,2026-03-01T09:00:00,u1,,,,\n",
        "line 2: observed_at '2026-03-01T09:00:00'",
    ),
    ("users", USERS, "d1,2026-02-30T09:00:00Z,u1,,,,\n", "line 2: observed_at '2026-02-30T09"),
    ("users", USERS, f"d1,{AT},u1,,maybe,,\n", "line 2: account_enabled 'maybe' is neither"),
    ("users", USERS, f"d1,{AT},u1,,,Owner,\n", "line 2: unknown user_type 'Owner' (use Member"),
    ("users", USERS, f"d1,{AT},u1,,,,2020-01-01\n", "line 2: created_at '2020-01-01' is no moment"),
    ("users", USERS, "d1,2026-03-01T09:00:01Z,u1,,,,\n", "line 2: no row in observations"),
    ("users", USERS, f"d1,{AT},u1,A,,,\nd1,{AT},u1,B,,,\n", "line 3: user 'u1' stands in one look"),
    ("users", USERS, f'd1,{AT},u1,"a\r\nb",,,\nd1,{AT},,,,,\n', "line 4: user_id is blank"),
    ("users", USERS, f"d1,{AT},u1,,,,\n\n\nd1,{AT},,,,,\n", "line 5: user_id is blank"),
    ("assignments", ASSIGNMENTS, f"d1,{AT},u9,e3,\n", "line 2: user 'u9' is not among the users"),
    ("assignments", ASSIGNMENTS, f"d1,{AT},u9,,\n", "line 2: sku_id is blank"),
    (
        "assignments",
        ASSIGNMENTS,
        f"d1,{AT},u9,e3,soon\n",
        "line 2: assigned_at 'soon' is no moment",
    ),
    (
        "assignments",
        ASSIGNMENTS,
        "d2,2026-03-01T09:00:00Z,u9,e3,\n",
        "line 2: no row in observations",
    ),
    ("subscriptions", SUBSCRIPTIONS, f"d1,{AT},e3,ten,\n", "line 2: purchased 'ten' is no whole"),
    ("subscriptions", SUBSCRIPTIONS, f"d1,{AT},e3,-1,\n", "line 2: purchased '-1' is no whole"),
    ("subscriptions", SUBSCRIPTIONS, f"d1,{AT},e3,,\n", "line 2: purchased '' is no whole number"),
    ("subscriptions", SUBSCRIPTIONS, f"d1,{AT},e3,1,1.5\n", "line 2: consumed '1.5' is no whole"),
    ("subscriptions", SUBSCRIPTIONS, f"d1,{AT},e3,1,\nd1,{AT},e3,2,\n", "line 3: SKU 'e3' stands"),
    ("observations", OBSERVATIONS, f"d9,{AT}\n", "line 2: unknown directory 'd9'"),
    ("observations", OBSERVATIONS, "d1,2026-03-01\n", "line 2: observed_at '2026-03-01' is no"),
    ("observations", OBSERVATIONS, "d1,1026-03-01T09:00:00Z\n", "line 2: observed_at '1026-03"),
    ("observations", OBSERVATIONS, "d1,9999-12-31T23:30:00Z\n", "line 2: observed_at '9999-12"),
    ("observations", OBSERVATIONS, "d1,\n", "line 2: observed_at '' is no moment"),
]


@pytest.mark.parametrize(("table", "header", "rows", "fault"), ROWS)
def test_a_wrong_row_is_named_with_its_line(
    work: Premises, tmp_path: Path, table: str, header: str, rows: str, fault: str
) -> None:
    faults = refused(work, write(tmp_path / "b", **{table: header + rows}))
    assert len(faults) == 1
    assert faults[0].startswith(f"{table}.csv {fault}")


@pytest.mark.parametrize(
    ("same_as", "fault"),
    [
        ("2026-03-02T10:00:00Z", "line 2: same_as '2026-03-02T10:00:00Z' is not before"),
        (AT, "line 2: same_as '2026-03-01T09:00:00Z' is not before observed_at"),
        ("2025-12-01T00:00:00Z", "line 2: same_as '2025-12-01 00:00:00+00' names a look that"),
        ("before", "line 2: same_as 'before' is no moment"),
    ],
)
def test_a_repeat_of_what_was_not_before_it_is_refused(
    work: Premises, tmp_path: Path, same_as: str, fault: str
) -> None:
    text = f"directory_id,observed_at,same_as\nd1,{AT},{same_as}\n"
    faults = refused(work, write(tmp_path / "b", observations=text))
    assert len(faults) == 1
    assert faults[0].startswith(f"observations.csv {fault}")


def test_a_repeat_brings_no_rows(work: Premises, tmp_path: Path) -> None:
    at = "2026-03-03T09:00:00Z"
    text = f"directory_id,observed_at,same_as\nd1,{at},2026-03-02T09:00:00Z\n"
    folder = write(tmp_path / "b", observations=text, users=USERS + f"d1,{at},a,,,,\n")
    assert refused(work, folder) == [
        "users.csv line 2: the look of '2026-03-03 09:00:00+00' repeats another by same_as, "
        "so it brings no rows"
    ]


def test_a_look_that_landed_is_refused_with_other_content(work: Premises, tmp_path: Path) -> None:
    folder = batch(tmp_path, "b", look(2, "abc"), look(3, "abc"))
    (fault,) = refused(work, folder)
    assert fault.startswith("observations.csv: d1 at 2026-03-02T09:00:00Z landed before with other")


HEADERS = [
    (
        {"users": "directory_id,observed_at,user_id,displayname\n"},
        ["users.csv: unknown column 'displayname' (nearest: display_name)"],
    ),
    ({"users": "directory_id,observed_at\n"}, ["users.csv: no column user_id"]),
    (
        {"users": ""},
        [
            "users.csv: no column directory_id",
            "users.csv: no column observed_at",
            "users.csv: no column user_id",
        ],
    ),
    (
        {"users": "directory_id,observed_at,user_id,mail,mail\n"},
        ["users.csv: column mail stands twice"],
    ),
    (
        {"users": b"directory_id,observed_at,user_id,\xff\n"},
        ["users.csv: cannot be read (UnicodeDecodeError)"],
    ),
    (
        {"subscriptions": "directory_id,observed_at,sku_id\n"},
        ["subscriptions.csv: no column purchased"],
    ),
]


@pytest.mark.parametrize(("tables", "faults"), HEADERS)
def test_a_header_that_is_none_is_refused(
    work: Premises, tmp_path: Path, tables: dict[str, str], faults: list[str]
) -> None:
    assert refused(work, write(tmp_path / "b", **tables)) == faults


BROKEN = [
    ("users", USERS.encode() + f"d1,{AT},u1\n".encode()),
    ("users", USERS.encode() + f'd1,{AT},u1,"open,,,\n'.encode()),
    ("users", USERS.encode() + f"d1,{AT},u1,\xff\xfe,,,\n".encode("latin-1")),
    ("users", USERS.encode() + f"d1,{AT},u1,,,,,surplus\n".encode()),
    ("observations", OBSERVATIONS.encode() + f"d1,{AT}\nd1,\xff\n".encode("latin-1")),
]


@pytest.mark.parametrize(("table", "content"), BROKEN)
def test_a_file_that_breaks_off_is_refused_and_not_read_in_part(
    work: Premises, tmp_path: Path, table: str, content: bytes
) -> None:
    (fault,) = refused(work, write(tmp_path / "b", **{table: content}))
    assert fault.startswith(f"{table}.csv: ")


def test_parquet_that_is_none_is_refused(work: Premises, tmp_path: Path) -> None:
    folder = write(tmp_path / "b")
    (folder / "users.parquet").write_bytes(b"PAR1 and nothing else")
    assert refused(work, folder) == ["users.parquet: cannot be read (ArrowInvalid)"]


def test_one_faulty_batch_keeps_the_good_ones_out_too(work: Premises, tmp_path: Path) -> None:
    faulty = write(tmp_path / "faulty", users=USERS + f"d1,{AT},,,,,\n")
    other = write(tmp_path / "other", users=USERS + f"d1,{AT},u1,,5,,\n")
    faults = refused(work, faulty, batch(tmp_path, "good", look(9, "ab")), other)
    assert len(faults) == 2


def test_without_looks_nothing_lands(work: Premises, tmp_path: Path) -> None:
    before = landed(work.house.data)
    arrivals.bring(work, [str(write(tmp_path / "b", observations=OBSERVATIONS))])
    assert landed(work.house.data) == before


# ------------------------------------------------------------------ what is taken

SEEN = [
    (f"{day:02}", "u1", name)
    for day, name in ((1, "Ann"), (2, "Line\none"), (3, 'Quo"te, comma'), (4, None))
]
WRITINGS = ("plain", "bom", "crlf", "reordered", "quoted")


def rows_of(how: str) -> bytes:
    columns = ["directory_id", "observed_at", "user_id", "display_name"]
    order = columns[::-1] if how == "reordered" else columns
    end = "\r\n" if how == "crlf" else "\n"
    text = _Lines()
    quoting = csv.QUOTE_ALL if how == "quoted" else csv.QUOTE_MINIMAL
    writer = csv.writer(text, lineterminator=end, quoting=quoting)
    writer.writerow(order)
    for day, user, name in SEEN:
        row = {
            "directory_id": "d1",
            "observed_at": f"2026-03-{day}T09:00:00Z",
            "user_id": user,
            "display_name": name or "",
        }
        writer.writerow([row[column] for column in order])
    return (b"\xef\xbb\xbf" if how == "bom" else b"") + "".join(text).encode()


class _Lines(list[str]):
    def write(self, text: str) -> None:
        self.append(text)


def looks_text() -> str:
    return OBSERVATIONS + "".join(f"d1,2026-03-{day}T09:00:00Z\n" for day, _, _ in SEEN)


def test_however_a_batch_is_written_it_is_the_same_batch(tmp_path: Path) -> None:
    """CSV with mark, line ends, order and quotes of any kind, Parquet typed or of strings."""
    desk = small(tmp_path)
    folders = [
        write(tmp_path / how, observations=looks_text(), users=rows_of(how)) for how in WRITINGS
    ]
    folders += [_parquet(tmp_path / "typed", True), _parquet(tmp_path / "strings", False)]
    with premises(desk.estate, desk.today) as work:
        for folder in folders:
            arrivals.bring(work, [str(folder)])
        kept = work.house.rows(
            "select strftime(observed_at, '%d'), user_id, display_name from "
            "read_parquet($files) order by all",
            {"files": str(work.house.data / "landing" / "*" / "users.parquet")},
        )
        batches = work.house.rows(
            "select count(distinct batch), count(*) from landing.observations"
        )
    assert kept == SEEN
    assert batches == [(1, 4)]


def _parquet(folder: Path, is_typed: bool) -> Path:
    folder.mkdir()
    moments = [datetime(2026, 3, int(day), 9, tzinfo=UTC) for day, _, _ in SEEN]
    kind = pa.timestamp("us", "Europe/Berlin") if is_typed else pa.string()
    written = moments if is_typed else [f"{m:%Y-%m-%dT%H:%M:%SZ}" for m in moments]
    looks = {"directory_id": ["d1"] * len(SEEN), "observed_at": pa.array(written, kind)}
    users = {
        **looks,
        "user_id": [user for _, user, _ in SEEN],
        "display_name": [name for _, _, name in SEEN],
        "account_enabled": pa.nulls(len(SEEN), pa.bool_() if is_typed else pa.string()),
    }
    pq.write_table(pa.table(looks), folder / "observations.parquet")
    pq.write_table(pa.table(users), folder / "users.parquet")
    return folder


def test_parquet_moments_without_a_zone_are_refused(work: Premises, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    naive = pa.array([datetime(2026, 3, 1, 9)], pa.timestamp("us"))
    looks = {"directory_id": ["d1"], "observed_at": naive}
    pq.write_table(pa.table(looks), folder / "observations.parquet")
    (fault,) = refused(work, folder)
    assert fault.startswith("observations.parquet row 1: observed_at '2026-03-01 09:00:00' is no")


# ------------------------------------------------------------------ through the command

HOSTILE = (
    "<script>alert(1)</script>",
    "'; drop table finance.lines; --",
    "{{ 7 * 7 }}{% raw %}",
    '=HYPERLINK("http://x")',
    "[bold red]x[/]",
    "\u202egnp.exe\u0000"[:-1],
    "a&amp;b ü 漢字 \U0001f600",
    'tab\there, "quote"\r\nnew line',
    "%s $1 \\n ~ ..%2f../../etc",
)


def test_hostile_text_reaches_finance_as_it_is_and_html_escaped(tmp_path: Path) -> None:
    desk = small(tmp_path)
    seen = look(1, [])
    seen.users = [
        {
            "user_id": text,
            "user_principal_name": text,
            "display_name": text,
            "mail": text,
            "department": text,
            "company_name": text,
            "immutable_id": text,
        }
        for text in HOSTILE
    ]
    seen.assignments = [
        {"user_id": text, "sku_id": "e3", "sku_part_number": text, "assigned_via": text}
        for text in HOSTILE
    ]
    desk.done("import", batch(tmp_path, "b", seen))
    desk.done("bill", MARCH)
    columns = ["display_name", "user_principal_name", "department", "mail", "immutable_id"]
    for column in columns:
        assert {t for (t,) in desk.rows(f"select {column} from users")} == set(HOSTILE)
    for column in columns[:3]:
        assert {t for (t,) in desk.rows(f"select {column} from lines")} == set(HOSTILE)
    assert {p for (p,) in desk.rows("select person_id from charges")} == {
        f"d1/{text}" for text in HOSTILE
    }
    (page,) = (desk.data / "documents").rglob("*.html")
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7 * 7 }}" in html
    assert "a&amp;amp;b" in html


def test_a_faulty_import_says_everything_to_the_terminal_and_nothing_to_the_log(
    tmp_path: Path,
) -> None:
    desk = small(tmp_path)
    folder = write(
        tmp_path / "b",
        observations=OBSERVATIONS + f"d1,{AT}\nd9,{AT}\n",
        users=USERS + f"d1,{AT},{SECRET},{SECRET},{SECRET},,\nd1,{AT},u1,,,{SECRET},\n",
        assignments=ASSIGNMENTS + f"d1,{AT},{SECRET}-2,e3,\n",
    )
    reasons = desk.refused("import", folder)
    places = [reason.split(": ")[0].removeprefix(f"{folder}/") for reason in reasons]
    assert places == [
        "assignments.csv line 2",
        "observations.csv line 3",
        "users.csv line 2",
        "users.csv line 3",
    ]
    assert SECRET in "".join(reasons)
    assert landed(desk.data) == {}
    _nowhere(desk, SECRET)


def _nowhere(desk: Desk, text: str) -> None:
    """Not in the instance's folder: neither event log nor run tags nor what a step printed."""
    files = [path for path in (desk.data / "dagster").rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    for path, encoding in itertools.product(files, ("utf-8", "utf-16-le")):
        assert text.encode(encoding) not in path.read_bytes(), path


def test_the_same_batch_again_changes_nothing_and_names_stay_out_of_the_log(
    tmp_path: Path,
) -> None:
    desk = small(tmp_path)
    seen = look(1, "ab")
    seen.users = [{**user, "display_name": SECRET, "mail": SECRET} for user in seen.users]
    folder = batch(tmp_path, "b", seen)
    first = desk.done("import", folder)
    before = landed(desk.data)
    again = desk.done("import", folder, folder)
    assert landed(desk.data) == before != {}
    assert {k: v for k, v in again.items() if k != "run_id"} == {
        k: v for k, v in first.items() if k != "run_id"
    }
    assert desk.rows("select distinct display_name from users") == [(SECRET,)]
    _nowhere(desk, SECRET)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere", "no such folder (name the folder of a recorded batch)"),
        ("empty", "no batch here (a batch holds observations, users, assignments, subscriptions"),
    ],
)
def test_what_is_no_batch_is_refused_without_a_run(tmp_path: Path, name: str, reason: str) -> None:
    desk = small(tmp_path)
    (tmp_path / "empty").mkdir()
    (said,) = desk.refused("import", tmp_path / name)
    assert said.startswith(f"{tmp_path / name}: {reason}")
    assert not desk.data.exists()


@pytest.mark.parametrize(
    "rows",
    [
        f"d1,{AT}\n" * 1000 + "d1,\xff\n",
        f"d1,{AT}\nd1,{'x' * 200_000}\n",
        f"d1,{AT}\n{'x' * 200_000},{AT}\n",
        "d1,0001-01-01T00:00:00Z\n",
    ],
    ids=["no text", "long moment", "long id", "long ago"],
)
def test_the_command_refuses_looks_it_cannot_read(tmp_path: Path, rows: str) -> None:
    desk = small(tmp_path)
    folder = write(tmp_path / "b", observations=(OBSERVATIONS + rows).encode("latin-1"))
    (reason,) = desk.refused("import", folder)
    assert reason.startswith(f"{folder}/observations.csv")
    assert landed(desk.data) == {}
