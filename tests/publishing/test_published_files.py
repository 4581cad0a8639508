"""What is written again is what changed, as long as the file is the one that was published last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from desk import Desk, finance
from desk_estate import MARCH, batch, look, small
from desk_published import differing, standing
from desk_spine import premises, settle, tell

from assets import drafting, freezing
from sql import publish, stages, unpublished
from sql.slices import MARKED, WEIGHED
from sql.warehouse import Warehouse

MANY = [f"u{n}" for n in range(40)]
FALSE = "update f.finance.{table} set {column} = 'false' where {which}"


def published(desk: Desk) -> Path:
    return desk.data / "finance.duckdb"


def look_and_settle(desk: Desk, root: Path, day: int, users: list[str], *periods: str) -> None:
    """A run that lands a look at d1, bills and publishes."""
    with premises(desk.estate, desk.today) as work:
        tell(work, [("import", [str(batch(root, f"b{day}", look(day, users)))])])
        settle(work, periods)


def renew(desk: Desk) -> None:
    """A run in which nothing new is told; what it publishes is all there is."""
    with premises(desk.estate, desk.today) as work:
        settle(work, [])
        assert differing(work.house, work.published) == []


def falsify(desk: Desk, *falsehoods: str) -> None:
    """Writes into the published file, and has the warehouse take it for what it published."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published(desk)}' as f")
        for falsehood in falsehoods:
            connection.execute(falsehood)
    with premises(desk.estate, desk.today) as work:
        settle_as_it_is(work.house, published(desk))


def settle_as_it_is(house: Warehouse, path: Path) -> None:
    unpublished.mark_contexts(house)
    unpublished.settle(house, path, publish._made_by(house))


def false_rows(desk: Desk, table: str, column: str) -> int:
    ((count,),) = rows(desk, f"select count(*) from {table} where {column} = 'false'")
    return int(count)


def rows(desk: Desk, statement: str) -> list[tuple[object, ...]]:
    with finance(published(desk)) as reader:
        return reader.execute(statement).fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """March is billed and published; d1 was seen with many users, d2 with two."""
    desk = small(tmp_path, "d1", "d2")
    with premises(desk.estate, desk.today) as work:
        looks = [look(1, MANY), look(31, MANY), look(1, "xy", "d2"), look(31, "xy", "d2")]
        tell(work, [("import", [str(batch(tmp_path, "b0", *looks))])])
        settle(work, ["2026-02", MARCH])
        assert differing(work.house, work.published) == []
    return desk


# ------------------------------------------------------------------ no more than what changed


def test_who_did_not_change_is_not_written_again(desk: Desk, tmp_path: Path) -> None:
    """A look that shows one user less: the others' rows stand as they were found."""
    falsify(
        desk,
        FALSE.format(table="users", column="display_name", which="directory_id = 'd2'"),
        FALSE.format(table="lines", column="note", which="true"),
        FALSE.format(table="users", column="display_name", which="user_id in ('u3', 'u7')"),
    )
    look_and_settle(desk, tmp_path, 20, MANY[:7] + MANY[8:])
    assert false_rows(desk, "users", "display_name") == 3
    assert false_rows(desk, "lines", "note") == 42
    assert rows(desk, "select count(*) from users where user_id = 'u7'") == [(2,)]


def test_who_is_seen_after_all_did_not_leave(desk: Desk, tmp_path: Path) -> None:
    """A second look of the day takes back that somebody left, and tells nothing new of them."""
    gone = "select user_id from users where valid_to is not null"
    for hour, shown, left in ((5, MANY[1:], [("u0",)]), (6, MANY, [])):
        seen = look(1, shown, "d1", hour)
        seen.observed_at = seen.observed_at.replace(month=4)
        with premises(desk.estate, desk.today) as work:
            tell(work, [("import", [str(batch(tmp_path, f"at-{hour}", seen))])])
            settle(work, [])
            assert differing(work.house, work.published) == []
        assert rows(desk, gone) == left


def test_a_period_is_written_again_when_it_is_billed_and_no_other_is(desk: Desk) -> None:
    false = "insert into f.finance.charges by name select * replace ('2026-01' as period) from "
    falsify(
        desk,
        f"{false} f.finance.charges where period = '{MARCH}' limit 5",
        f"delete from f.finance.charges where period = '{MARCH}'",
    )
    renew_and_expect = {"2026-01": 5}
    with premises(desk.estate, desk.today) as work:
        settle(work, [])
    assert dict(rows(desk, "select period, count(*) from charges group by 1")) == renew_and_expect
    with premises(desk.estate, desk.today) as work:
        settle(work, [MARCH])
    assert dict(rows(desk, "select period, count(*) from charges group by 1")) == {
        "2026-01": 5,
        MARCH: 42,
    }


def test_the_dead_leave_their_marks(desk: Desk) -> None:
    """A run that billed and died before it published has its periods published by the next."""
    path = desk.estate / "price_book.csv"
    path.write_text(path.read_text().replace("30.00", "31.00"))
    with premises(desk.estate, desk.today) as work:
        stages.history(work.house, work.truths)
        stages.billing(work.house, work.truths, periods=[MARCH], customer_id=None)
    before = rows(desk, "select sum(amount) from lines")
    renew(desk)
    assert rows(desk, "select sum(amount) from lines") != before


def test_a_document_is_published_as_it_was_issued(desk: Desk) -> None:
    """It may not be what was drafted last, where a run that died had frozen it."""
    with premises(desk.estate, desk.today) as work:
        (entry,) = freezing._entries(work)
    path = desk.estate / "price_book.csv"
    path.write_text(path.read_text().replace("30.00", "31.00"))
    with premises(desk.estate, desk.today) as work:
        settle(work, [MARCH])
    drafted = rows(desk, "select sum(amount) from lines")
    with premises(desk.estate, desk.today) as work:
        freezing._freeze(work, entry, {})
        settle(work, [])
        assert differing(work.house, work.published) == []
    assert rows(desk, "select sum(amount) from lines") != drafted


def test_a_correction_that_leaves_an_invoice_leaves_the_month_it_corrects(
    desk: Desk, tmp_path: Path
) -> None:
    """Its line is of March, its document of April; then it is to be a credit note of its own."""
    joined = (
        "select count(*) from lines as l join documents as d using (document_id) "
        f"where l.period = '{MARCH}' and d.number is null"
    )
    settings = desk.estate / "settings.toml"
    as_credit = settings.read_text()
    as_line = as_credit.replace("[billing]", '[billing]\ncorrection = "next_invoice"')
    may = Desk(desk.estate, date(2026, 5, 2))
    seen = look(1, MANY)
    seen.observed_at = seen.observed_at.replace(month=4, day=30)
    late = batch(tmp_path, "late", look(20, MANY[1:]), seen)
    _draft_and_publish(desk, MARCH, is_issued=True)
    for text, brought, count in ((as_line, [late], 1), (as_credit, [], 0)):
        settings.write_text(text)
        with premises(may.estate, may.today) as work:
            tell(work, [("import", [str(path)]) for path in brought])
        _draft_and_publish(may, "2026-04")
        assert rows(may, joined) == [(count,)]


def _draft_and_publish(desk: Desk, period: str, *, is_issued: bool = False) -> None:
    with premises(desk.estate, desk.today) as work:
        work.bring("reference", "history", "ledger")
        drafting.draft(work, [period], None)
        if is_issued:
            freezing.issue(work, [period], None)
        publish.write(work.house, work.truths, work.published)
        assert differing(work.house, work.published) == []


# ------------------------------------------------------------------ a file that is not ours


def _damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\0" * 300_000)


def _forge(path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as f")
        connection.execute("update f.finance.lines set amount = 0")


def _swap(path: Path) -> None:
    """The file of another estate, with the times of the one that stood here."""
    other = small(path.parent / "other", "d1")
    with premises(other.estate, other.today) as work:
        settle(work, [MARCH])
    seen = path.stat()
    shutil.copyfile(published(other), path)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def _cut(path: Path) -> None:
    os.truncate(path, 5000)


def _replace_by_text(path: Path) -> None:
    path.write_text("no database at all")


def _leave_a_log(path: Path) -> None:
    """A run died while it wrote: half a file beside, and a log that belongs to it."""
    with duckdb.connect() as connection:
        beside = path.with_name(f".{path.name}")
        connection.execute(f"attach '{beside}' as f")
        connection.execute("set debug_skip_checkpoint_on_commit = true")
        connection.execute("create schema f.finance")
        connection.execute("create table f.finance.lines as select 1 as wrong")
        kept = [
            (file, file.read_bytes()) for file in (beside, beside.with_name(f"{beside.name}.wal"))
        ]
    for file, content in kept:
        file.write_bytes(content)


@pytest.mark.parametrize(
    "happens", [_damage, _forge, _swap, _cut, _replace_by_text, Path.unlink, _leave_a_log]
)
def test_a_file_that_somebody_touched_is_written_anew(
    desk: Desk, happens: Callable[[Path], None]
) -> None:
    before = standing(published(desk))
    happens(published(desk))
    renew(desk)
    assert standing(published(desk)) == before
    assert not list(desk.data.glob(".finance*"))


def test_the_verb_publish_writes_anew_whatever_stands_there(desk: Desk) -> None:
    before = standing(published(desk))
    falsify(desk, "update f.finance.lines set amount = 0", "drop table f.finance.users")
    desk.done("publish")
    after = standing(published(desk))
    assert (after["lines"], after["users"]) == (before["lines"], before["users"])


def test_a_warehouse_made_anew_publishes_everything(desk: Desk) -> None:
    """What is lost with it, drafts, is not in the file either."""
    (desk.data / "warehouse.duckdb").unlink()
    renew(desk)
    assert rows(desk, "select count(*) from lines") == [(0,)]
    with premises(desk.estate, desk.today) as work:
        settle(work, [MARCH])
        assert differing(work.house, work.published) == []


def test_another_shape_is_written_anew(desk: Desk) -> None:
    """A sentence of a contract is no SQL: the warehouse stays, the comment is written."""
    before = standing(published(desk))
    falsify(desk, "comment on table f.finance.lines is 'as another version said'")
    with premises(desk.estate, desk.today) as work:
        work.house.execute("update publishing.file set made_by = 'another version'")
    renew(desk)
    assert standing(published(desk)) == before


def test_a_file_of_which_half_is_free_is_written_anew(desk: Desk) -> None:
    """Deleted rows leave room that later ones take; where too much is left, it is given back."""
    falsify(
        desk,
        "create table f.finance.ballast as select md5(n::varchar) as x from range(500000) as t(n)",
        "checkpoint f",
        "drop table f.finance.ballast",
        "create table f.finance.late as select md5(n::varchar) as x from range(150000) as t(n)",
        "checkpoint f",
    )
    bytes_before = published(desk).stat().st_size
    renew(desk)
    assert published(desk).stat().st_size < bytes_before / 3
    assert rows(desk, "select table_name from duckdb_tables() where table_name = 'late'") == []


def test_a_reader_does_not_count_as_somebody_who_touched_it(desk: Desk) -> None:
    falsify(desk, FALSE.format(table="lines", column="note", which="true"))
    assert publish.ask(published(desk), "select count(*) from lines")[1] == [(42,)]
    with premises(desk.estate, desk.today) as work:
        settle(work, [])
    assert false_rows(desk, "lines", "note") == 42


def test_what_is_marked_or_weighed_is_published() -> None:
    assert set(MARKED) | set(WEIGHED) <= set(publish.TABLES)
    assert not set(MARKED) & set(WEIGHED)
