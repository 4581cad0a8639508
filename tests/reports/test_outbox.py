"""Files are put in place whole, never outside their folder, and never touched in vain."""

import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import outbox

SAFE = re.compile(r"[A-Za-z0-9._~-]+\Z")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("INV-2026-000042.html", "INV-2026-000042.html"),
        ("2026-03", "2026-03"),
        ("a_b.c", "a_b.c"),
        (".hidden", ".hidden"),
        ("", "~"),
        (".", "~2E"),
        ("..", "~2E~2E"),
        ("../../etc/passwd", "..~2F..~2Fetc~2Fpasswd"),
        ("INV/2026/1", "INV~2F2026~2F1"),
        ("a\\b", "a~5Cb"),
        ("nul\0", "nul~00"),
        ("~", "~7E"),
        ("ä", "~C3~A4"),
        ("\ud800", "~ED~A0~80"),
    ],
)
def test_names_are_safe(text, name):
    assert outbox.safe_name(text) == name


def test_long_names_are_cut_and_keep_their_suffix():
    one, other = (outbox.safe_name("ü" * 300 + end + ".html") for end in "ab")
    assert one != other
    assert len(one) == len(other) == outbox.LONGEST_NAME
    assert one.endswith(".html")


texts = st.text(alphabet=st.one_of(st.characters(codec=None), st.sampled_from("./~aA2EF")))


@given(one=texts, other=texts)
def test_names_never_meet(one, other):
    made = outbox.safe_name(one), outbox.safe_name(other)
    assert (made[0] == made[1]) == (one == other)
    assert all(SAFE.match(name) and name not in (".", "..") for name in made)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_write_makes_folders_and_leaves_nothing_beside(tmp_path):
    path = outbox.write(tmp_path / "2026-03" / "harbour", "a.csv", b"one")
    assert path == tmp_path / "2026-03" / "harbour" / "a.csv"
    assert path.read_bytes() == b"one"
    assert names(path.parent) == ["a.csv"]


def test_the_same_bytes_are_not_touched(tmp_path):
    path = outbox.write(tmp_path, "a.csv", b"one")
    os.utime(path, ns=(1, 1))
    before = path.stat()
    outbox.write(tmp_path, "a.csv", b"one")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (1, before.st_ino)
    outbox.write(tmp_path, "a.csv", b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mtime_ns != 1


def test_names_cannot_leave_the_folder(tmp_path):
    path = outbox.write(tmp_path / "in", "../out.csv", b"one")
    assert path.parent == tmp_path / "in"
    assert names(tmp_path) == ["in"]


def test_a_failed_write_leaves_the_old_file_and_nothing_beside(tmp_path):
    (tmp_path / "a.csv").mkdir()
    (tmp_path / "a.csv" / "kept").write_bytes(b"")
    with pytest.raises(OSError, match=r"a\.csv"):
        outbox.write(tmp_path, "a.csv", b"one")
    assert names(tmp_path) == ["a.csv"]


def test_stale_drafts_go_and_all_else_stays(tmp_path):
    for name in ("draft-a.csv", "draft-b.csv", "draft-ü.csv", "INV-1.csv"):
        outbox.write(tmp_path, name, b"")
    (tmp_path / "draft-folder").mkdir()
    removed = outbox.remove_stale(tmp_path, {"draft-b.csv", "draft-ü.csv"})
    assert removed == [tmp_path / "draft-a.csv"]
    assert names(tmp_path) == [
        "INV-1.csv", "draft-b.csv", "draft-folder", "draft-~C3~BC.csv",
    ]  # fmt: skip
    assert outbox.remove_stale(tmp_path / "absent", set()) == []


def test_a_blank_prefix_is_refused(tmp_path):
    with pytest.raises(ValueError, match="blank prefix"):
        outbox.remove_stale(tmp_path, set(), prefix="")
