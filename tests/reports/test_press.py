"""Files are made once, made again when anything behind them changed, and alike by any process."""

import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import ClassVar

import pytest
from sample_documents import SAMPLES

from reports import press
from reports.formats import FORMATS, suits
from reports.press import Job


def jobs(folder, document, *names):
    return [Job(folder, f"{document.number}.{name}", name, document) for name in names]


def stamped(path):
    os.utime(path, ns=(1, 1))
    return path


def is_untouched(path):
    return path.stat().st_mtime_ns == 1


@pytest.fixture
def counted(monkeypatch):
    """How often each format was really written."""
    seen = []
    for name, write in FORMATS.items():
        monkeypatch.setitem(
            FORMATS, name, lambda document, n=name, w=write: (seen.append(n), w(document))[1]
        )
    return seen


def test_what_is_unchanged_is_not_written_again(tmp_path, build, line, counted):
    asked = jobs(tmp_path, build([line("22.00")]), "html", "pdf", "json")
    first = [stamped(path) for path in press.put(asked)]
    assert counted == ["html", "pdf", "json"]
    assert press.put(asked) == first
    assert counted == ["html", "pdf", "json"]
    assert all(map(is_untouched, first))


def test_another_document_or_a_changed_file_is_written_again(tmp_path, build, line, counted):
    document = build([line("22.00")])
    (path,) = press.put(jobs(tmp_path, document, "html"))
    old = path.read_bytes()
    press.put(jobs(tmp_path, replace(document, purchase_order="PO 2"), "html"))
    assert path.read_bytes() != old
    path.write_bytes(b"by hand")
    press.put(jobs(tmp_path, document, "html"))
    assert path.read_bytes() == old
    path.unlink()
    press.put(jobs(tmp_path, document, "html"))
    assert path.read_bytes() == old
    assert counted == ["html"] * 4


def test_other_code_or_fonts_write_again(tmp_path, build, line, counted, monkeypatch):
    asked = jobs(tmp_path, build([line("22.00")]), "html")
    press.put(asked)
    monkeypatch.setattr(press, "_makers", lambda: "another version")
    press.put(asked)
    assert counted == ["html", "html"]


def test_a_pool_writes_the_same_bytes(tmp_path, monkeypatch):
    asked = [
        job
        for title, make in SAMPLES.items()
        for document in [make()]
        for job in jobs(tmp_path / title, document, *FORMATS)
        if suits(job.format, document)
    ]
    monkeypatch.setattr(press, "WORTH_A_POOL", 0)
    heard = []
    paths = press.put(asked, lambda count, of: heard.append((count, of)))
    assert [path.read_bytes() for path in paths] == [press._write(job) for job in asked]
    assert heard == [(count, len(asked)) for count in range(len(asked) + 1)]


class Pools(ProcessPoolExecutor):
    """Real pools that say how many hands each has, and how many of them stand at once."""

    hands: ClassVar[list[int]] = []
    standing: ClassVar[list[int]] = []
    now = 0

    def __enter__(self):
        Pools.now += 1
        Pools.standing.append(Pools.now)
        Pools.hands.append(self._max_workers)
        return super().__enter__()

    def __exit__(self, *raised):
        Pools.now -= 1
        return super().__exit__(*raised)


def test_the_largest_are_set_alone(tmp_path, build, line, monkeypatch):
    """Each in a process of its own, when the pool of the others is gone."""
    monkeypatch.setattr(press, "LARGE", 1)
    monkeypatch.setattr(press, "WORTH_A_POOL", 0)
    monkeypatch.setattr(press, "ProcessPoolExecutor", Pools)
    asked = [
        *jobs(tmp_path / "large", build([line("1.00"), line("2.00")]), "pdf", "html", "factur-x"),
        *jobs(tmp_path / "small", build([line("1.00")]), "pdf", "html"),
    ]
    assert [job.is_large for job in asked] == [True, False, True, False, False]
    assert [path.read_bytes() for path in press.put(asked)] == [press._write(job) for job in asked]
    assert Pools.hands == [press._hands(), 1, 1]
    assert Pools.standing == [1, 1, 1]


class Deadly(str):
    """Ends the process that unpacks it, as a kernel out of memory does."""

    def __reduce__(self):
        return os._exit, (9,)


def test_a_process_that_is_ended_is_named_by_its_document(tmp_path, build, line, monkeypatch):
    monkeypatch.setattr(press, "LARGE", 1)
    document = build([line("1.00"), line("2.00")], purchase_order=Deadly("PO 1"))
    with pytest.raises(MemoryError, match=f"pdf of document {document.document_id} with 2 lines"):
        press.put(jobs(tmp_path, document, "pdf"))


def test_what_is_gone_is_forgotten(tmp_path, build, line):
    (path,) = press.put(jobs(tmp_path, build([line("22.00")]), "html"))
    path.unlink()
    press.put(jobs(tmp_path, build([line("22.00")]), "csv"))
    assert list(json.loads((tmp_path / press.MADE).read_bytes())) == ["INV-2026-000042.csv"]


def test_where_nothing_is_left_nothing_is_remembered(tmp_path, build, line):
    (path,) = press.put(jobs(tmp_path, build([line("22.00")]), "html"))
    path.unlink()
    press.forget(tmp_path)
    press.forget(tmp_path / "absent")
    assert list(tmp_path.iterdir()) == []


def test_a_logo_that_is_no_picture_leaves_no_file(tmp_path, build, line):
    document = build([line("22.00")], logo=b"x", logo_type="image/png")
    with pytest.raises(ValueError, match="the logo cannot be printed"):
        press.put(jobs(tmp_path, document, "pdf"))
    assert list(tmp_path.iterdir()) == []
